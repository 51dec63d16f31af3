"""Which reminders are due, and which of them are still right; `reminding` sends them.

`record_due` is repeated each minute and safe to run many times at once: it writes down a row a (meeting, member, start,
lead, channel), so that a repeat adds nothing and a meeting that moves gets new ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Membership
from apps.groups.permissions import Role
from apps.meetings.models import (
    Answer,
    Channel,
    Meeting,
    MeetingSeries,
    Reminder,
    ReminderPreference,
    Rsvp,
    Service,
)
from apps.meetings.rules.reminder_times import AT_THE_START, LONGEST_LEAD, START_IS_NEWS_FOR, due_lead
from apps.notifications.services.choices import quiet_among
from apps.notifications.services.mailboxes import dead_mailboxes
from apps.notifications.services.push_devices import reachable_devices
from apps.notifications.services.scopes import unpushed
from apps.notifications.services.unsubscribing import Wanted

REMINDED = (Answer.YES, Answer.MAYBE)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long before a meeting somebody is reminded, and whether by mail too."""

    leads: list[timedelta]
    by_mail: bool


def preference_of(user: User) -> ReminderPreference:
    """Return how this person wants to be reminded, or how everybody is, as a row that is not kept."""
    return ReminderPreference.objects.filter(user=user).first() or ReminderPreference(user=user)


def keep_preference(user: User, *, leads: Iterable[timedelta], channels: Iterable[str]) -> None:
    """The person is reminded just so from now on, of meetings they have said yes to already too."""
    kept = {"leads": sorted(leads, reverse=True), "channels": list(channels)}
    ReminderPreference.objects.update_or_create(user=user, defaults=kept)


def end_mails(user: User) -> None:
    """The person is reminded by mail no more; everything else stays as they chose."""
    own = preference_of(user)
    keep_preference(user, leads=own.leads, channels=[channel for channel in own.channels if channel != Channel.MAIL])


def plan_for(user: User) -> Plan:
    own = preference_of(user)
    return Plan(leads=own.leads if own.channels else [], by_mail=Channel.MAIL in own.channels)


def is_due_at_once(meeting: Meeting, user: User, plan: Plan) -> bool:
    """Tell whether somebody who comes to the meeting is reminded of it within the minute: late, because they came late."""
    now = timezone.now()
    lead = due_lead(meeting.starts_at, now=now, leads=plan.leads)
    if lead is None or quiet_among([user.pk], now=now, for_reminders=True):
        return False
    told = Reminder.objects.filter(meeting=meeting, membership__user=user, starts_at=meeting.starts_at)
    return not told.filter(lead__lte=lead).exclude(sent_at=None).exists()


def _is_mailed(user: User) -> bool:
    plan = plan_for(user)
    return plan.by_mail and bool(plan.leads)


MAILS = Wanted(by=_is_mailed, end=end_mails)


def record_due(*, now: datetime | None = None) -> int:
    """Write down every reminder whose moment has come and return how many are new; known ones stay as they are."""
    moment = now or timezone.now()
    soon = Meeting.objects.ahead(moment).filter(
        starts_at__gt=moment - START_IS_NEWS_FOR, starts_at__lte=moment + LONGEST_LEAD
    )
    meetings = list(soon.prefetch_related(Prefetch("series__hosts", Membership.objects.active())).with_series())
    written = _written(meetings)
    due = [one for meeting in meetings for one in _due_of(meeting, moment) if _key(one) not in written]
    # Another scheduler may be writing down the same.
    Reminder.objects.bulk_create(due, ignore_conflicts=True, batch_size=1000)
    return len(due)


def wanted(now: datetime | Combinable) -> QuerySet[Reminder]:
    """Unsent reminders that are right at this moment: the one home of "shall this still go out?".

    The meeting begins later (or did so just now, for whoever wants to hear of the start) at the time the reminder
    speaks of; the member takes part, is coming, hosts or serves, and wants this lead and channel; no shorter lead has
    taken its place. A block does not matter here: the reminder names nobody, and two people of a block may both attend.
    """
    is_ahead = Q(starts_at__gt=now)
    begins_now = Q(lead=AT_THE_START, starts_at__gt=now - START_IS_NEWS_FOR)
    return Reminder.objects.filter(
        _is_coming() | _is_hosting() | _is_serving(),
        is_ahead | begins_now,
        ~_is_unwanted(),
        ~_is_overtaken(),
        ~_is_unreachable(),
        Q(membership__suspended_until=None) | Q(membership__suspended_until__lte=now),
        sent_at=None,
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


def _is_serving() -> Q:
    # Whoever said that they cannot is not reminded of what they cannot do.
    own = Service.objects.filter(meeting=OuterRef("meeting"), membership=OuterRef("membership"), offered_at=None)
    return Q(Exists(own))


def _is_unwanted() -> Q:
    own = ReminderPreference.objects.filter(user=OuterRef("membership__user"))
    return Q(Exists(own.exclude(leads__contains=[OuterRef("lead")], channels__contains=[OuterRef("channel")])))


def _is_overtaken() -> Q:
    same = {name: OuterRef(name) for name in ("meeting", "membership", "starts_at", "channel")}
    return Q(Exists(Reminder.objects.filter(**same, lead__lt=OuterRef("lead"))))


def _is_unreachable() -> Q:
    mailboxes = dead_mailboxes().filter(user=OuterRef("membership__user"))
    silent = unpushed().filter(user=OuterRef("membership__user"), scope=OuterRef("membership__group__public_id"))
    return (Q(channel=Channel.MAIL) & Q(Exists(mailboxes))) | (Q(channel=Channel.PUSH) & Q(Exists(silent)))


type _Key = tuple[int, int, datetime, timedelta, str]


def _key(reminder: Reminder) -> _Key:
    return (reminder.meeting_id, reminder.membership_id, reminder.starts_at, reminder.lead, str(reminder.channel))


def _written(meetings: Iterable[Meeting]) -> set[_Key]:
    """Return what is written down of these meetings: most minutes find all of it, and write nothing."""
    rows = Reminder.objects.filter(meeting__in=[meeting.pk for meeting in meetings])
    return set(rows.values_list("meeting_id", "membership_id", "starts_at", "lead", "channel"))


def _due_of(meeting: Meeting, now: datetime) -> Iterator[Reminder]:
    for member in _reminded(meeting):
        # Whoever said nothing of it is reminded as a new row would say.
        preference = getattr(member.user, "reminder_preference", None) or _AS_EVERYBODY
        lead = due_lead(meeting.starts_at, now=now, leads=preference.leads)
        if lead is not None:
            for channel in _channels_to(member, preference):
                yield Reminder(
                    meeting=meeting, membership=member, starts_at=meeting.starts_at, lead=lead, channel=channel
                )


_AS_EVERYBODY = ReminderPreference()


def _channels_to(member: Membership, preference: ReminderPreference) -> list[str]:
    # Nothing is written down for those who have nowhere to be pushed to: that is nearly everybody.
    return [channel for channel in preference.channels if channel != Channel.PUSH or member.has_device]  # type: ignore[attr-defined]  # annotated below


def _reminded(meeting: Meeting) -> Iterable[Membership]:
    """Whoever comes, perhaps or surely, hosts or serves; `wanted` looks at each once more before it is sent."""
    series = meeting.series
    hosts = Q(hosted_series=series)
    if not series.hosts.all():
        hosts = Q(roles__contains=[Role.FACILITATOR.value])
    coming = Q(rsvps__meeting=meeting, rsvps__answer__in=REMINDED)
    serving = Q(services__meeting=meeting, services__offered_at=None)
    members = Membership.objects.taking_part().filter(coming | hosts | serving, group=series.group_id)
    has_device = Exists(reachable_devices().filter(user=OuterRef("user")))
    return members.annotate(has_device=has_device).distinct().select_related("user__reminder_preference")
