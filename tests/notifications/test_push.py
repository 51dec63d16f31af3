"""Pushes, from a notice to what a browser opens: neutral, sealed, once, and never where or when they are not wanted."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import LazySettings
from django.conf import settings as present
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.meetings.models import Channel, Reminder
from apps.meetings.services.reminder_pushes import push_due
from apps.meetings.services.reminders import record_due
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.reaching import tell_people
from apps.messaging.services.rooms import chat_room
from apps.notifications.models import Notice, PushDevice, QuietHours
from apps.notifications.rules.kinds import Chosen, Ways
from apps.notifications.rules.web_push import from_base64url, public_key, seal
from apps.notifications.services import push_delivery, pushing
from apps.notifications.services.choices import keep_choices
from apps.notifications.services.mailing import mail_due_notices
from apps.notifications.services.push_devices import FAILS_AT_MOST, switch_on
from apps.notifications.services.pushing import LEASE, push_due_notices
from apps.notifications.services.sending import mark_read, notify
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_rsvp
from tests.notifications.push_receiver import Browser, Posted, PushService, push_service
from tests.notifications.test_mailing import open_socket

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# RFC 8291, section 5 and appendix A.
EXAMPLE_KEY, EXAMPLE_SECRET = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "BTBZMqHH6r4Tts7J_aSIgg"
EXAMPLE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
    "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PushService, Path]]:
    with push_service(tmp_path_factory.mktemp("push")) as found:
        yield found


@pytest.fixture(autouse=True)
def nobody_has_a_page_open() -> Iterator[None]:
    """Numbers of people begin anew where a database does: a socket that another test left open must be nobody's."""
    forget_open_sockets()
    yield
    forget_open_sockets()


def forget_open_sockets() -> None:
    with redis.Redis.from_url(present.REDIS_URL) as connection:
        for key in connection.scan_iter("sockets:*"):
            connection.delete(key)


@pytest.fixture
def service(running: tuple[PushService, Path], settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> PushService:
    found, certificate = running
    found.status, found.posted = 201, []
    settings.PUSH_SERVICES = [found.name]
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    # Nothing here is about a slow service, and a busy machine is one.
    monkeypatch.setattr(push_delivery, "PATIENCE", 60)
    return found


@pytest.fixture
def phone(service: PushService) -> Browser:
    return Browser(service.name)


def give(user: User, browser: Browser) -> PushDevice:
    return switch_on(user, browser.subscription, session_key="s" * 32, name="Phone")


def shown(browser: Browser, posted: Posted) -> dict[str, Any]:
    return json.loads(browser.open(posted.body))  # type: ignore[no-any-return]


def test_example_of_the_standard_opens_and_so_does_what_we_seal() -> None:
    example = Browser("push.example", private=EXAMPLE_KEY, secret=EXAMPLE_SECRET)
    assert example.open(from_base64url(EXAMPLE)) == b"When I grow up, I want to be a watermelon"
    assert example.open(seal(b"Quiet words", example.subscription)) == b"Quiet words"
    assert len({len(seal(words, example.subscription)) for words in (b"", b"x" * 900)}) == 1


def test_push_says_nothing_and_says_who_sends_it(
    service: PushService, phone: Browser, nia: User, settings: LazySettings
) -> None:
    give(nia, phone)
    notify(nia.pk, kind="something", details={"title": "Canary"}, wants_mail=True)
    notify(nia.pk, kind="something", details={"title": "Canary"}, wants_mail=True)
    now = timezone.now()
    assert push_due_notices() == 1
    assert push_due_notices(now=now + HOUR) == 0
    [posted] = service.posted
    assert shown(phone, posted) == {
        "title": "Reminder",
        "body": "There is something for you",
        "tag": "notice",
        "lang": "en",
        "address": "/me/notices/",
    }
    assert b"anary" not in posted.body
    assert (posted.path, posted.headers["Content-Encoding"]) == ("/push/one", "aes128gcm")
    assert len(posted.headers["Topic"]) <= 32
    assert 0 < int(posted.headers["TTL"]) <= 12 * 60 * 60
    claims = posted.claims
    assert claims["aud"] == f"https://{service.name}"
    assert claims["key"] == public_key(settings.PUSH_KEY)
    assert claims["sub"] == settings.SITE_URL
    assert now.timestamp() < claims["exp"] <= (now + timedelta(hours=24)).timestamp()


def test_ten_that_wait_take_one_another_s_place(service: PushService, phone: Browser, nia: User) -> None:
    give(nia, phone)
    for _ in range(2):
        notify(nia.pk, kind="something", wants_mail=True)
        push_due_notices()
    first, second = service.posted
    assert first.headers["Topic"] == second.headers["Topic"]
    assert nia.email not in str(first.headers)


@pytest.mark.parametrize(
    ("status", "is_told", "is_off"),
    [
        (201, True, False),
        (410, True, True),
        (404, True, True),
        (500, False, False),
        (429, False, False),
        (307, False, False),
    ],
)
def test_dead_devices_are_given_up_and_services_that_are_away_asked_again(
    service: PushService, phone: Browser, nia: User, status: int, is_told: bool, is_off: bool
) -> None:
    device = give(nia, phone)
    notice = notify(nia.pk, kind="something", wants_mail=True)
    service.status = status
    push_due_notices()
    notice.refresh_from_db()
    device.refresh_from_db()
    assert (notice.pushed_at is not None, device.off_since is not None) == (is_told, is_off)
    assert (device.address == "") is is_off
    assert [posted.path for posted in service.posted] == ["/push/one"]
    service.status = 201
    again = [] if is_told else ["/push/one"]
    push_due_notices(now=timezone.now() + HOUR)
    assert [posted.path for posted in service.posted[1:]] == again


def test_device_that_fails_for_days_is_given_up(service: PushService, phone: Browser, nia: User) -> None:
    device = give(nia, phone)
    service.status = 500
    for since, is_off in ((FAILS_AT_MOST - HOUR, False), (FAILS_AT_MOST + HOUR, True)):
        PushDevice.objects.update(failing_since=timezone.now() - since)
        notify(nia.pk, kind="something", wants_mail=True)
        push_due_notices()
        device.refresh_from_db()
        assert (device.off_since is not None) is is_off


def test_service_that_is_not_there_or_not_allowed_any_more_costs_nothing(
    service: PushService, phone: Browser, nia: User, settings: LazySettings
) -> None:
    give(nia, phone)
    settings.PUSH_SERVICES = ["localhost:1"]
    give(nia, Browser("localhost:1"))
    notify(nia.pk, kind="something", wants_mail=True)
    assert push_due_notices() == 0
    assert service.posted == []
    assert PushDevice.objects.filter(failing_since=None).count() == 0


def test_two_devices_are_told_and_one_that_is_left_is_enough(service: PushService, phone: Browser, nia: User) -> None:
    give(nia, phone)
    give(nia, Browser(service.name, "/push/two"))
    notify(nia.pk, kind="something", wants_mail=True)
    assert push_due_notices() == 1
    assert sorted(posted.path for posted in service.posted) == ["/push/one", "/push/two"]


def _night(user: User, now: datetime) -> None:
    QuietHours.objects.create(
        user=user, is_on=True, starts_at=(now - HOUR).time(), ends_at=(now + 2 * HOUR).time(), holds_reminders=True
    )


def _read(user: User, now: datetime) -> None:
    mark_read(user.pk, Notice.objects.all())


def _open(user: User, now: datetime) -> None:
    open_socket(user, seconds=600)


def _deactivate(user: User, now: datetime) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize(("what", "comes_later"), [(_night, True), (_open, True), (_read, False), (_deactivate, False)])
def test_nobody_is_pushed_who_sleeps_reads_or_has_gone(
    service: PushService, phone: Browser, nia: User, what: Callable[[User, datetime], None], comes_later: bool
) -> None:
    """Nia's clock is the server's."""
    User.objects.filter(pk=nia.pk).update(time_zone="UTC")
    give(nia, phone)
    notify(nia.pk, kind="something", wants_mail=True)
    now = timezone.now()
    what(nia, now)
    assert push_due_notices(now=now + MINUTE) == 0
    assert push_due_notices(now=now + 3 * HOUR) == comes_later
    assert len(service.posted) == comes_later


def test_worker_that_dies_is_followed_by_the_next_when_its_lease_ends(
    service: PushService, phone: Browser, nia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(nia, phone)
    notify(nia.pk, kind="something", wants_mail=True)
    now = timezone.now()
    with monkeypatch.context() as dying:
        dying.setattr(pushing, "deliver_pushes", lambda pushes: die())
        with pytest.raises(RuntimeError):
            push_due_notices(now=now)
    assert push_due_notices(now=now + LEASE - MINUTE) == 0
    assert push_due_notices(now=now + LEASE) == 1


def die() -> None:
    raise RuntimeError


def test_push_that_a_device_gets_late_is_dropped_before_quiet_hours(
    service: PushService, phone: Browser, nia: User
) -> None:
    User.objects.filter(pk=nia.pk).update(time_zone="UTC")
    now = timezone.now()
    QuietHours.objects.create(user=nia, is_on=True, starts_at=(now + HOUR).time(), ends_at=(now + 2 * HOUR).time())
    give(nia, phone)
    notify(nia.pk, kind="something", wants_mail=True)
    push_due_notices()
    assert int(service.posted[0].headers["TTL"]) <= 60 * 60


def test_what_was_said_before_a_device_was_there_is_not_pushed_to_it(
    service: PushService, phone: Browser, nia: User
) -> None:
    notify(nia.pk, kind="something", wants_mail=True)
    give(nia, phone)
    assert push_due_notices() == 0


@pytest.mark.parametrize("is_wanted", [True, False])
@pytest.mark.parametrize("language", ["en", "es"])
def test_words_of_a_group_are_pushed_as_chosen_and_name_nothing(
    service: PushService, group: Group, alice: User, bob: User, is_wanted: bool, language: str
) -> None:
    Group.objects.filter(pk=group.pk).update(name="Canary group")
    User.objects.filter(pk=bob.pk).update(language=language)
    laptop = Browser(service.name, f"/{language}")
    give(bob, laptop)
    keep_choices(bob, {Chosen.MENTION: Ways(in_page=False, by_mail=False, by_push=is_wanted)})
    room = chat_room(group).public_id
    post_message(Draft(alice.pk, room, "one", f"@{membership_of(bob, group).alias} Canary words"))
    tell_people()
    assert push_due_notices(now=timezone.now() + 2 * MINUTE) == is_wanted
    assert len(service.posted) == is_wanted
    for posted in service.posted:
        seen = json.dumps(shown(laptop, posted)) + str(posted.headers) + posted.path
        names = ["anary", group.public_id, room, *(membership_of(one, group).alias for one in (alice, bob))]
        assert not [name for name in names if name in seen]
        assert shown(laptop, posted)["lang"] == language


def test_reminder_is_pushed_before_a_meeting_and_only_until_it_begins(
    service: PushService, phone: Browser, group: Group, bob: User, carol: User
) -> None:
    meeting = make_meeting(group, starts_in=timedelta(minutes=9))
    for person in (bob, carol):
        make_rsvp(meeting, membership_of(person, group))
    give(bob, phone)
    record_due()
    assert Reminder.objects.filter(channel=Channel.PUSH).count() == 1
    assert push_due() == 1
    assert push_due() == 0
    [posted] = service.posted
    assert shown(phone, posted)["body"] == "You have a reminder"
    assert int(posted.headers["TTL"]) <= 9 * 60
    assert read_access(bob, group).alias not in str(posted.headers)


def test_a_group_whose_pushes_and_mails_are_off_sends_none_and_decisions_are_mailed_all_the_same(
    service: PushService, phone: Browser, group: Group, bob: User, client: Client
) -> None:
    give(bob, phone)
    client.force_login(bob)
    page = reverse("messaging:preferences", args=[group.public_id])
    assert client.post(page, {"announcing": "all", "no_push": "on", "no_mail": "on"}).status_code == 302
    assert all(is_ticked(client, page, name) for name in ("no_push", "no_mail"))
    make_rsvp(make_meeting(group, starts_in=timedelta(minutes=9)), membership_of(bob, group))
    record_due()
    notify(bob.pk, kind="join_asked", scope=group.public_id, wants_mail=True)
    assert (push_due(), push_due_notices(), mail_due_notices()) == (0, 0, 0)
    notify(bob.pk, kind="action_mute", scope=group.public_id, wants_mail=True)
    assert (push_due_notices(), mail_due_notices()) == (0, 1)
    assert service.posted == []

    notify(bob.pk, kind="join_asked", scope="another one", wants_mail=True)
    assert (push_due_notices(), mail_due_notices()) == (1, 1)
    assert client.post(page, {"announcing": "all"}).status_code == 302
    notify(bob.pk, kind="join_asked", scope=group.public_id, wants_mail=True)
    assert (push_due(), push_due_notices(), mail_due_notices()) == (1, 1, 1)


def is_ticked(client: Client, page: str, name: str) -> bool:
    return re.search(rf'name="{name}"[^>]*checked', client.get(page).content.decode()) is not None
