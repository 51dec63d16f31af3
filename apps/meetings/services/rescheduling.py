"""Meetings that lie ahead follow their series to other times, with the answers people gave."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.rules.recurrence import Occurrence, is_monthly
from apps.meetings.services.occurrences import AHEAD, occurrences_ahead
from apps.meetings.services.telling import tell_cancelled, tell_moved, who_is_coming

# The last meeting that is there may move to a later day of its week or month.
A_LITTLE_FURTHER = timedelta(days=31)

type Pair = tuple[Meeting, Occurrence]


def reschedule(series: MeetingSeries, *, now: datetime | None = None) -> None:
    """Move the meetings ahead to where the series puts them now; call it with the series' row locked.

    Each goes to the occurrence of the same week (for monthly series: month). One that finds none is taken away, or
    cancelled when somebody had answered. What was cancelled alone stays cancelled in its week.
    """
    moment = now or timezone.now()
    ahead = _meetings_ahead(series, moment)
    taken = set(series.meetings.exclude(pk__in=[meeting.pk for meeting in ahead]).values_list("occurs_on", flat=True))
    foreseen = occurrences_ahead(series, moment, ahead=AHEAD + A_LITTLE_FURTHER)
    expected = [one for one in foreseen if one.occurs_on not in taken]
    pairs = _paired(ahead, expected, by_month=is_monthly(series.recurrence))
    _take_away([meeting for meeting in ahead if meeting.pk not in {paired.pk for paired, _ in pairs}])
    _move(pairs)


def cancel_meetings(meetings: Iterable[Meeting]) -> None:
    """Cancel these meetings, whose rows are locked, and tell each person who is coming to any of them once."""
    told: set[int] = set()
    for meeting in meetings:
        meeting.state = Meeting.State.CANCELLED
        meeting.save(update_fields=["state"])
        coming = [member for member in who_is_coming(meeting).select_related("user") if member.pk not in told]
        tell_cancelled(meeting, coming)
        told.update(member.pk for member in coming)


def _meetings_ahead(series: MeetingSeries, now: datetime) -> list[Meeting]:
    followers = (Meeting.State.PLANNED, Meeting.State.CANCELLED)
    rows = series.meetings.select_for_update(of=("self",), no_key=True).select_related("series__group")
    return list(rows.filter(state__in=followers, starts_at__gt=now).order_by("occurs_on"))


def _paired(ahead: Sequence[Meeting], expected: Sequence[Occurrence], *, by_month: bool) -> list[Pair]:
    by_day = {occurrence.occurs_on: occurrence for occurrence in expected}
    pairs = [(meeting, by_day.pop(meeting.occurs_on)) for meeting in ahead if meeting.occurs_on in by_day]
    left = {meeting.pk for meeting, _ in pairs}
    free: dict[date, list[Occurrence]] = defaultdict(list)
    for occurrence in by_day.values():
        free[_period(occurrence.occurs_on, by_month=by_month)].append(occurrence)
    for meeting in ahead:
        same_period = free[_period(meeting.occurs_on, by_month=by_month)]
        if meeting.pk not in left and same_period:
            pairs.append((meeting, same_period.pop(0)))
    return pairs


def _period(day: date, *, by_month: bool) -> date:
    if by_month:
        return day.replace(day=1)
    week = day.isocalendar()
    return date.fromisocalendar(week.year, week.week, 1)


def _move(pairs: Sequence[Pair]) -> None:
    moved = []
    for meeting, occurrence in pairs:
        meeting.occurs_on = occurrence.occurs_on
        if meeting.is_moved:
            continue
        if meeting.state == Meeting.State.PLANNED and meeting.starts_at != occurrence.starts_at:
            moved.append(meeting)
        meeting.starts_at, meeting.ends_at = occurrence.starts_at, occurrence.ends_at
    # One statement, for the days may change places among them.
    Meeting.objects.bulk_update([meeting for meeting, _ in pairs], ["occurs_on", "starts_at", "ends_at"])
    told: set[int] = set()
    for meeting in sorted(moved, key=lambda meeting: meeting.starts_at):
        coming = [member for member in who_is_coming(meeting).select_related("user") if member.pk not in told]
        tell_moved(meeting, coming)
        told.update(member.pk for member in coming)


def _take_away(meetings: Sequence[Meeting]) -> None:
    answered = set(
        Meeting.objects.filter(pk__in=[one.pk for one in meetings], rsvps__isnull=False).values_list("pk", flat=True)
    )
    planned = [meeting for meeting in meetings if meeting.state == Meeting.State.PLANNED]
    cancel_meetings([meeting for meeting in planned if meeting.pk in answered])
    Meeting.objects.filter(pk__in=[meeting.pk for meeting in planned if meeting.pk not in answered]).delete()
