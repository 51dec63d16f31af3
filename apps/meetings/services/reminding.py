"""Reminders that are sent at least once, and never to whom or when they are no longer right (docs/architecture.md).

`send_due` claims rows for a while, sends, and stamps them; any number of workers may do so at once, and one that finds
more than it can hold wakes another. A worker that dies leaves rows whose lease runs out. Between the mail server's yes
and the stamp lies a moment in which a crash sends a mail twice rather than never: such repeats carry the same
Message-ID, `Reminder.attempts` counts them, and the log names their number.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac
from psycopg import Connection

from apps.core.queue import enqueue
from apps.meetings.models import Channel, Reminder
from apps.meetings.services.reminders import wanted
from apps.meetings.services.telling import tell_reminders
from apps.notifications.services.choices import quiet_among
from apps.notifications.services.mails import Letter, MailKind, deliver_mails

log = structlog.get_logger(__name__)

BATCH = 200
# Longer than every step of one SMTP conversation together may take (EMAIL_TIMEOUT each): a slow server must not let
# a second worker take over what the first is about to send.
LEASE = timedelta(minutes=2)
# Until somebody's quiet hours are looked at again; they begin and end at a minute.
LOOK_AGAIN = timedelta(minutes=1)
NEVER_BY_ITSELF = 1_000_000  # executions after which psycopg prepares a statement that does not ask for it


def send_due() -> int:
    """Send what was written down and is still right, batch by batch, and return how many mails the server took."""
    _put_on_pages()
    taken, has_called = 0, False
    while (batch := claim()).reminders:
        if len(batch.reminders) == BATCH and not has_called:
            # More than one batch: another worker, if one is idle, takes the next beside us.
            enqueue("meetings.send_due_reminders")
            has_called = True
        sent = batch.send()
        taken += sent
        if batch.letters and not sent:
            # The mail server is away: the leases run out, and a later minute tries again.
            break
    return taken


def _put_on_pages() -> None:
    """Turn page reminders into notices, each together with its stamp: exactly once."""
    while True:
        with transaction.atomic():
            batch = list(_free(Channel.PAGE)[:BATCH])
            due = _put_off_quiet(batch)
            tell_reminders([(reminder.meeting, reminder.membership) for reminder in due])
            Reminder.objects.filter(pk__in=[one.pk for one in due]).update(sent_at=timezone.now())
        if len(batch) < BATCH:
            return


def _put_off_quiet(batch: Sequence[Reminder]) -> list[Reminder]:
    """Return those of locked rows whose people are not in their quiet hours; the others are looked at again soon."""
    now = timezone.now()
    quiet = quiet_among((one.membership.user_id for one in batch), now=now, for_reminders=True)
    later = [one.pk for one in batch if one.membership.user_id in quiet]
    Reminder.objects.filter(pk__in=later).update(leased_until=now + LOOK_AGAIN)
    return [one for one in batch if one.membership.user_id not in quiet]


@dataclass(slots=True)
class Batch:
    """Reminders that this worker alone holds for a while."""

    lease_id: uuid.UUID
    reminders: list[Reminder]
    letters: dict[str, Reminder] = field(default_factory=dict)
    _quiet: set[int] = field(default_factory=set)
    _quiet_until: datetime | None = None

    def send(self) -> int:
        """Mail each that is still right, and stamp it; return how many mails the server took."""
        self.letters = {_reference(reminder): reminder for reminder in self.reminders}
        letters = [Letter(one.membership.user, MailKind.REMINDER, reference) for reference, one in self.letters.items()]
        return deliver_mails(
            letters,
            may_send=lambda letter: self.renew(self.letters[letter.reference]),
            stamp=lambda letter: self.stamp(self.letters[letter.reference]),
        )

    def renew(self, reminder: Reminder) -> bool:
        """Hold on to it for another while and count the try; False when it is no longer ours, or not right now."""
        if self._is_quiet(reminder):
            return False
        statement, values = _renewal()
        return _execute(statement, [LEASE, reminder.pk, self.lease_id, *values]) == 1

    def stamp(self, reminder: Reminder) -> None:
        """It was sent."""
        _execute(_STAMP, [reminder.pk, self.lease_id])
        if reminder.attempts:
            # An earlier try ended without a stamp: this may have been the second mail.
            log.warning("reminder_sent_again", attempts=reminder.attempts + 1)

    def _is_quiet(self, reminder: Reminder) -> bool:
        # Nothing is sent in quiet hours; what waits goes when they end, if the meeting is still ahead.
        now = timezone.now()
        if self._quiet_until is None or now >= self._quiet_until:
            people = {one.membership.user_id for one in self.reminders}
            self._quiet = quiet_among(people, now=now, for_reminders=True)
            self._quiet_until = now.replace(second=0, microsecond=0) + LOOK_AGAIN
        return reminder.membership.user_id in self._quiet


@transaction.atomic
def claim(channel: Channel = Channel.MAIL) -> Batch:
    """Return what is due and that nobody holds, for this worker alone; that of people in quiet hours waits."""
    lease_id, now = uuid.uuid4(), timezone.now()
    claimed = _put_off_quiet(list(_free(channel)[:BATCH]))
    Reminder.objects.filter(pk__in=[one.pk for one in claimed]).update(lease_id=lease_id, leased_until=now + LEASE)
    return Batch(lease_id, claimed)


def _free(channel: Channel) -> QuerySet[Reminder]:
    """Rows that nobody holds, locked; what another worker is claiming this moment is skipped."""
    now = timezone.now()
    return (
        wanted(now)
        .filter(Q(leased_until=None) | Q(leased_until__lte=now), channel=channel)
        .select_related("meeting__series__group", "membership__user")
        .select_for_update(skip_locked=True, of=("self",))
        # What the mail server refused before waits behind what was never tried.
        .order_by("attempts", "starts_at", "pk")
    )


def _reference(reminder: Reminder) -> str:
    """Return what the Message-ID is made of: the same for every attempt, and nothing can be read from it."""
    parts = (reminder.meeting.public_id, reminder.membership.public_id, reminder.starts_at.isoformat(), reminder.lead)
    return (
        "reminder." + salted_hmac("meetings.reminder", "|".join(map(str, parts)), algorithm="sha256").hexdigest()[:24]
    )


# --- once for each mail: what `wanted` says, compiled and prepared once. Built anew by the ORM for each mail it took
# half of a worker's CPU.

_STAMP = """
    UPDATE meetings_reminder SET sent_at = STATEMENT_TIMESTAMP() WHERE id = %s AND lease_id = %s AND sent_at IS NULL
"""

_RENEWAL = """
    UPDATE meetings_reminder SET leased_until = STATEMENT_TIMESTAMP() + %s, attempts = attempts + 1
    WHERE id = %s AND lease_id = %s AND sent_at IS NULL
"""


@cache
def _renewal() -> tuple[str, list[Any]]:
    """Return the statement that renews a lease if the reminder is right, and the values it takes after its own three."""
    sql, values = wanted(Now()).order_by().values("pk").query.sql_with_params()
    # Plain columns beside the question: PostgreSQL looks again at a row that somebody takes over meanwhile.
    return f"{_RENEWAL} AND id IN ({sql})", list(values)


def _execute(statement: str, values: Sequence[Any]) -> int:
    """Run a prepared statement and return how many rows it changed."""
    with connection.wrap_database_errors:
        connection.ensure_connection()
        pg: Connection[Any] = connection.connection
        if pg.prepare_threshold is None:
            # Django's default forbids preparing even what asks for it.
            pg.prepare_threshold = NEVER_BY_ITSELF
        return pg.execute(statement, values, prepare=True).rowcount
