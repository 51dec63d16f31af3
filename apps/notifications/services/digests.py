"""Digests: one mail for all that may wait, by the person's clock; nothing new, no mail.

Workers take rows with `SKIP LOCKED` and a lease, as for single mails: two at once never hold the same, and what a killed
one held is looked at again when its lease runs out. Between the mail server's yes and the stamp lies a moment in which a
crash sends a digest twice rather than never: with the same Message-ID.
"""

import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.notifications.models import MailRhythm, Notice
from apps.notifications.rules.digests import DIGESTED, WAITS, counted
from apps.notifications.rules.kinds import Way
from apps.notifications.services.choices import quiet_among
from apps.notifications.services.mailboxes import dead_mailboxes
from apps.notifications.services.mailing import AFTER_REFUSAL, BATCH, LEASE, LOOK_AGAIN
from apps.notifications.services.mails import Letter, MailKind, deliver_mails
from apps.notifications.services.rhythms import plan
from apps.notifications.services.scopes import may_leave

# What is older was to be in the digest before the last one.
SINCE = timedelta(days=15)


def mail_due_digests(*, now: datetime | None = None) -> int:
    """Return how many digests the mail server took. `now` is for tests."""
    moment, taken = now or timezone.now(), 0
    while (claim := _Claim(moment)).rows:
        sent = claim.mail()
        taken += sent
        if claim.tried and not sent:
            # The mail server is away: the leases run out, and a later minute tries again.
            break
    return taken


class _Claim:
    """People whose digest is due, held by this worker alone for a while."""

    def __init__(self, now: datetime) -> None:
        self._now, self._began = now, time.monotonic()
        self._lease_id = uuid.uuid4()
        self._told: dict[str, tuple[MailRhythm, list[Notice]]] = {}
        self.rows = self._take()

    @property
    def tried(self) -> bool:
        """Tell whether there was anything to send."""
        return bool(self._told)

    def mail(self) -> int:
        """Send a digest to whoever has something new; return how many the server took."""
        return deliver_mails(
            self._letters(),
            may_send=lambda _letter: True,
            stamp=self._stamp,
            put_off=self._put_off,
        )

    @transaction.atomic
    def _take(self) -> list[MailRhythm]:
        due = (
            MailRhythm.objects.filter(rhythm__in=DIGESTED, user__is_active=True)
            .filter(Q(next_at__lte=self._now) | ~Q(zone=F("user__time_zone")))
            .filter(Q(leased_until=None) | Q(leased_until__lte=self._now))
            .exclude(Exists(dead_mailboxes().filter(user=OuterRef("user"))))
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("user")
            .order_by("next_at", "pk")[:BATCH]
        )
        taken = list(due)
        MailRhythm.objects.filter(pk__in=[row.pk for row in taken]).update(
            lease_id=self._lease_id, leased_until=self._now + LEASE
        )
        return taken

    def _letters(self) -> Iterator[Letter]:
        """Make each letter at the last moment, of what is unread and right then."""
        quiet = quiet_among({row.user_id for row in self.rows}, now=self._now)
        for row in self.rows:
            if row.zone != row.user.time_zone:
                self._settle(row)  # They live elsewhere now: it is due by the clock there.
            elif row.user_id in quiet:
                self._hold(row, LOOK_AGAIN)
            elif self._hold(row, LEASE):
                yield from self._letter_of(row)

    def _letter_of(self, row: MailRhythm) -> Iterator[Letter]:
        notices = _new_for(row, self._now)
        if not notices:
            self._settle(row)
            return
        letter = Letter(row.user, MailKind.DIGEST, _reference(row), counted(notice.kind for notice in notices))
        self._told[letter.reference] = (row, notices)
        yield letter

    @transaction.atomic
    def _stamp(self, letter: Letter) -> None:
        row, notices = self._told[letter.reference]
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())
        self._settle(row)

    def _put_off(self, letter: Letter) -> None:
        self._hold(self._told[letter.reference][0], AFTER_REFUSAL)

    def _settle(self, row: MailRhythm) -> None:
        held = self._mine(row)
        plan(row, self._now)
        held.update(next_at=row.next_at, zone=row.zone, leased_until=None)

    def _hold(self, row: MailRhythm, span: timedelta) -> bool:
        passed = timedelta(seconds=time.monotonic() - self._began)
        return bool(self._mine(row).update(leased_until=self._now + passed + span))

    def _mine(self, row: MailRhythm) -> QuerySet[MailRhythm]:
        """Return the row, if it is still held by this worker and nobody chose otherwise meanwhile."""
        return MailRhythm.objects.filter(pk=row.pk, lease_id=self._lease_id, rhythm=row.rhythm, next_at=row.next_at)


def _new_for(row: MailRhythm, now: datetime) -> list[Notice]:
    waiting = Notice.objects.filter(
        user=row.user_id,
        kind__in=list(WAITS),
        wants_mail=True,
        mailed_at=None,
        read_at=None,
        created_at__gt=now - SINCE,
    )
    found = list(waiting.select_related("user").order_by("created_at", "pk"))
    right = may_leave(found, Way.MAIL)
    wrong = {notice.pk for notice in found} - {notice.pk for notice in right}
    # It may be right for the page; and what is said next is told by mail again.
    Notice.objects.filter(pk__in=wrong).update(wants_mail=False, mail_after=None)
    return right


def _reference(row: MailRhythm) -> str:
    """Return what the Message-ID is made of: the same for every attempt, and nothing can be read from it."""
    parts = f"{row.pk}|{row.next_at}"
    return "digest." + salted_hmac("notifications.digest", parts, algorithm="sha256").hexdigest()[:24]
