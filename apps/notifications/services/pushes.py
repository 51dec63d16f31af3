"""What a push says, and how it leaves for all devices of a person: neutral words, sealed, dropped when late."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.core.wording import speaking
from apps.notifications.models import PushDevice
from apps.notifications.rules.web_push import Subscription, seal, vapid_header
from apps.notifications.services.choices import quiet_next
from apps.notifications.services.push_delivery import Outcome, Parcel, send_all
from apps.notifications.services.push_devices import give_up, note_failed, note_taken, reachable_devices


class PushKind(StrEnum):
    """Which neutral words."""

    NOTICE = "notice"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Push:
    """Something that a person is to be shown on all their devices until that moment; after it nothing is."""

    user: User
    kind: PushKind
    good_until: datetime


@dataclass(frozen=True, slots=True)
class PushWords:
    """Exactly what a lock screen will show; `host` is what devices add by themselves."""

    title: str
    body: str
    host: str


def push_shown(user: User, kind: PushKind) -> PushWords:
    """Return what this person's devices show: the same for everybody who reads that language."""
    with speaking(user.language):
        said = {
            PushKind.NOTICE: gettext("There is something for you"),
            PushKind.REMINDER: gettext("You have a reminder"),
        }[kind]
    # The name that mails have as their sender: chosen to say nothing of what the site is about.
    name = parseaddr(settings.DEFAULT_FROM_EMAIL)[0]
    title, body = (name, said) if name else (said, "")
    return PushWords(title, body, urlsplit(settings.SITE_URL).netloc)


def deliver_pushes(pushes: Sequence[Push]) -> list[bool]:
    """Return of each push whether it is settled: taken for a device, or nobody is left to try; else try again later.

    Devices whose service says that nobody is there are given up; so are those that fail for days. A repeat takes the
    place of what still waits in the service, and of what is still on the screen.
    """
    now = timezone.now()
    errands = list(_errands(pushes, now))
    outcomes = send_all([parcel for _, _, parcel in errands])
    states: dict[int, set[Outcome]] = defaultdict(set)
    for (place, device, _), outcome in zip(errands, outcomes, strict=True):
        states[place].add(outcome)
        _note(device, outcome, now)
    return [Outcome.TAKEN in states[place] or Outcome.FAILED not in states[place] for place in range(len(pushes))]


def _errands(pushes: Sequence[Push], now: datetime) -> Iterable[tuple[int, PushDevice, Parcel]]:
    people = {push.user.pk for push in pushes}
    devices: dict[int, list[PushDevice]] = defaultdict(list)
    for device in reachable_devices().filter(user__in=people):
        devices[device.user_id].append(device)
    quiet = {reminds: quiet_next(people, now=now, for_reminders=reminds) for reminds in (False, True)}
    for place, push in enumerate(pushes):
        # What a device gets late must not light it up in hours that begin meanwhile.
        until = min(push.good_until, quiet[push.kind is PushKind.REMINDER].get(push.user.pk, push.good_until))
        for device in devices[push.user.pk] if until > now else ():
            yield place, device, _parcel(push, device, until, now)


def _parcel(push: Push, device: PushDevice, until: datetime, now: datetime) -> Parcel:
    topic = salted_hmac("apps.notifications.push_topic", f"{device.public_id}.{push.kind}", algorithm="sha256")
    headers = {
        "Authorization": vapid_header(settings.PUSH_KEY, device.address, contact=settings.SITE_URL, now=now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int((until - now).total_seconds())),
        # Ten that wait are one; the service cannot read what about (RFC 8030, section 5.4: 32 signs at most).
        "Topic": topic.hexdigest()[:32],
        "Urgency": "high" if push.kind is PushKind.REMINDER else "normal",
    }
    subscription = Subscription(device.address, device.browser_key, device.browser_secret)
    return Parcel(device.address, headers, seal(_content(push), subscription))


def _content(push: Push) -> bytes:
    """Return what the service worker reads (`templates/notifications/push-worker.js`)."""
    words, language = push_shown(push.user, push.kind), push.user.language or settings.LANGUAGE_CODE
    address = reverse("notifications:notices") if push.kind is PushKind.NOTICE else "/"
    shown = {"title": words.title, "body": words.body, "tag": push.kind.value, "lang": language, "address": address}
    return json.dumps(shown).encode()


def _note(device: PushDevice, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Outcome.TAKEN:
            note_taken([device])
        case Outcome.GONE:
            give_up(device, now=now)
        case Outcome.FAILED:
            note_failed(device, now=now)
