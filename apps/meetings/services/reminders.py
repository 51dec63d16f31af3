"""Reminders that are sent at least once, and never to whom or when they are no longer right (design.md, 8).

Two steps, both repeated each minute and safe to run many times at once. `record_due` writes down what is due; a row a
(meeting, member, start, lead, channel), so that a repeat adds nothing and a meeting that moves gets new ones.
`send_due` claims rows for a while, sends, and stamps them. A worker that dies leaves rows whose lease runs out. Between
the mail server's yes and the stamp lies a moment in which a crash sends a mail twice rather than never: such repeats
carry the same Message-ID, `Reminder.attempts` counts them, and the log names their number.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.groups.models import Membership
from apps.groups.permissions import Role
from apps.meetings.models import Answer, Channel, Meeting, MeetingSeries, Reminder, ReminderPreference, Rsvp
from apps.meetings.models.reminders import default_channels, default_leads
from apps.meetings.rules.reminder_times import LONGEST_LEAD, due_lead
from apps.meetings.services.telling import tell_reminder
from apps.notifications.services.choices import quiet_among
from apps.notifications.services.mails import Letter, MailKind, deliver_mails

log = structlog.get_logger(__name__)

BATCH = 200
# Longer than every step of one SMTP conversation together may take (EMAIL_TIMEOUT each): a slow server must not let
# a second worker take over what the first is about to send.
LEASE = timedelta(minutes=2)
REMINDED = (Answer.YES, Answer.MAYBE)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long before a meeting somebody is reminded, and whether by mail too."""

    leads: list[timedelta]
    by_mail: bool


def plan_for(user: User) -> Plan:
    """Return how this person wants to be reminded: as they said, else as everybody is."""
    own = ReminderPreference.objects.filter(user=user).first() or ReminderPreference()
    return Plan(leads=own.leads if own.channels else [], by_mail=Channel.MAIL in own.channels)


def record_due(*, now: datetime | None = None) -> int:
    """Write down every reminder whose moment has come and return how many rows were offered; known ones stay as they are."""
    moment = now or timezone.now()
    soon = Meeting.objects.ahead(moment).filter(starts_at__gt=moment, starts_at__lte=moment + LONGEST_LEAD)
    due = [reminder for meeting in soon.with_series() for reminder in _due_of(meeting, moment)]
    Reminder.objects.bulk_create(due, ignore_conflicts=True, batch_size=1000)
    return len(due)


def send_due() -> int:
    """Send what was written down and is still right, batch by batch, and return how many mails the server took."""
    _put_on_pages()
    taken = 0
    while batch := _claim():
        sent = _mail(batch)
        taken += sent
        if not sent:
            # The mail server is away: the leases run out, and a later minute tries again.
            break
    return taken


def wanted(now: datetime) -> QuerySet[Reminder]:
    """Unsent reminders that are right at this moment: the one home of "shall this still go out?".

    The meeting begins later, at the time the reminder speaks of; the member takes part, is coming or hosts, and wants
    this lead and channel; no shorter lead has taken its place. A block does not matter here: the reminder names nobody,
    and two people of a block may both attend.
    """
    return Reminder.objects.filter(
        _is_coming() | _is_hosting(),
        ~_is_unwanted(),
        ~_is_overtaken(),
        Q(membership__suspended_until=None) | Q(membership__suspended_until__lte=now),
        sent_at=None,
        starts_at__gt=now,
        meeting__starts_at=F("starts_at"),
        meeting__state__in=(Meeting.State.PLANNED, Meeting.State.OPEN),
        meeting__series__group__state="active",
        membership__ended_at=None,
        membership__user__is_active=True,
    )


def _is_coming() -> Q:
    own = Rsvp.objects.filter(meeting=OuterRef("meeting"), membership=OuterRef("membership"), answer__in=REMINDED)
    return Q(Exists(own))


def _is_hosting() -> Q:
    series = MeetingSeries.objects.filter(pk=OuterRef("meeting__series"))
    named = Exists(series.filter(hosts=OuterRef("membership")))
    nobody_named = ~Exists(series.filter(hosts__isnull=False, hosts__ended_at=None))
    declined = Exists(
        Rsvp.objects.filter(meeting=OuterRef("meeting"), membership=OuterRef("membership"), answer=Answer.NO)
    )
    is_facilitator = Q(membership__roles__contains=[Role.FACILITATOR.value])
    return (Q(named) | (Q(nobody_named) & is_facilitator)) & ~Q(declined)


def _is_unwanted() -> Q:
    own = ReminderPreference.objects.filter(user=OuterRef("membership__user"))
    return Q(Exists(own.exclude(leads__contains=[OuterRef("lead")], channels__contains=[OuterRef("channel")])))


def _is_overtaken() -> Q:
    same = {name: OuterRef(name) for name in ("meeting", "membership", "starts_at", "channel")}
    return Q(Exists(Reminder.objects.filter(**same, lead__lt=OuterRef("lead"))))


def _due_of(meeting: Meeting, now: datetime) -> Iterator[Reminder]:
    for member in _reminded(meeting):
        preference = getattr(member.user, "reminder_preference", None)
        leads = preference.leads if preference else default_leads()
        lead = due_lead(meeting.starts_at, now=now, leads=leads)
        if lead is not None:
            for channel in preference.channels if preference else default_channels():
                yield Reminder(
                    meeting=meeting, membership=member, starts_at=meeting.starts_at, lead=lead, channel=channel
                )


def _reminded(meeting: Meeting) -> Iterable[Membership]:
    """Whoever comes, perhaps or surely, and the hosts; `wanted` looks at each once more before it is sent."""
    series = meeting.series
    hosts = Q(hosted_series=series)
    if not series.hosts.active().exists():
        hosts = Q(roles__contains=[Role.FACILITATOR.value])
    coming = Q(rsvps__meeting=meeting, rsvps__answer__in=REMINDED)
    members = Membership.objects.taking_part().filter(coming | hosts, group=series.group_id)
    return members.distinct().select_related("user__reminder_preference")


def _put_on_pages() -> None:
    """Turn page reminders into notices, each together with its stamp: exactly once."""
    while True:
        with transaction.atomic():
            batch = list(_free(Channel.PAGE)[:BATCH])
            for reminder in batch:
                tell_reminder(reminder.meeting, reminder.membership)
            Reminder.objects.filter(pk__in=[one.pk for one in batch]).update(sent_at=timezone.now())
        if len(batch) < BATCH:
            return


@transaction.atomic
def _claim() -> list[Reminder]:
    lease_id, now = uuid.uuid4(), timezone.now()
    claimed = list(_free(Channel.MAIL)[:BATCH])
    for reminder in claimed:
        reminder.lease_id = lease_id
    Reminder.objects.filter(pk__in=[one.pk for one in claimed]).update(lease_id=lease_id, leased_until=now + LEASE)
    return claimed


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


def _mail(batch: Sequence[Reminder]) -> int:
    reminders = {_reference(reminder): reminder for reminder in batch}
    letters = [Letter(one.membership.user, MailKind.REMINDER, reference) for reference, one in reminders.items()]
    return deliver_mails(
        letters,
        may_send=lambda letter: _renew(reminders[letter.reference]),
        stamp=lambda letter: _stamp(reminders[letter.reference]),
    )


def _reference(reminder: Reminder) -> str:
    """Return what the Message-ID is made of: the same for every attempt, and nothing can be read from it."""
    parts = (reminder.meeting.public_id, reminder.membership.public_id, reminder.starts_at.isoformat(), reminder.lead)
    return (
        "reminder." + salted_hmac("meetings.reminder", "|".join(map(str, parts)), algorithm="sha256").hexdigest()[:24]
    )


def _renew(reminder: Reminder) -> bool:
    """Hold on to it for another while and count the try; False when it is no longer ours, or not right now.

    Quiet hours hold a reminder back only for whoever said so; it goes when they end, if the meeting is still ahead.
    """
    now = timezone.now()
    if quiet_among([reminder.membership.user_id], now=now, for_reminders=True):
        return False
    held = Reminder.objects.filter(pk=reminder.pk, lease_id=reminder.lease_id, sent_at=None)
    # Plain columns alone: with joins PostgreSQL would not look again at a row that somebody takes over meanwhile.
    is_ours = held.update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    return bool(is_ours) and wanted(now).filter(pk=reminder.pk).exists()


def _stamp(reminder: Reminder) -> None:
    held = Reminder.objects.filter(pk=reminder.pk, lease_id=reminder.lease_id, sent_at=None)
    held.update(sent_at=timezone.now())
    if reminder.attempts:
        # An earlier try ended without a stamp: this may have been the second mail.
        log.warning("reminder_sent_again", attempts=reminder.attempts + 1)
