"""Meetings that lie ahead follow their series to other times, with the answers people gave."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.rules.recurrence import Occurrence
from apps.meetings.rules.rhythm import Every, Rhythm
from apps.meetings.services.occurrences import AHEAD, occurrences_ahead
from apps.meetings.services.telling import Change, Touched

# The last meeting that is there may move to a later day of its week or month.
A_LITTLE_FURTHER = timedelta(days=31)

type Pair = tuple[Meeting, Occurrence]


def reschedule(series: MeetingSeries, *, now: datetime | None = None) -> list[Touched]:
    """Move the meetings ahead to where the series puts them now; call it with the series' row locked.

    Returns what is cancelled or has another time, for whoever is coming to be told.

    Each goes to the occurrence of the same week (for monthly series: month). One that finds none is taken away, or
    cancelled when somebody had answered. What was cancelled alone stays cancelled in its week.
    """
    moment = now or timezone.now()
    ahead = meetings_ahead(series, moment)
    taken = set(series.meetings.exclude(pk__in=[meeting.pk for meeting in ahead]).values_list("occurs_on", flat=True))
    foreseen = occurrences_ahead(series, moment, ahead=AHEAD + A_LITTLE_FURTHER)
    expected = [one for one in foreseen if one.occurs_on not in taken]
    pairs = _paired(ahead, expected, by_month=Rhythm.read(series.recurrence).every == Every.MONTH)
    fallen = _take_away([meeting for meeting in ahead if meeting.pk not in {paired.pk for paired, _ in pairs}])
    return fallen + _move(pairs)


def cancel_meetings(meetings: Iterable[Meeting]) -> list[Touched]:
    """Cancel these meetings, whose rows are locked, and return what whoever is coming is to be told."""
    cancelled = list(meetings)
    for meeting in cancelled:
        meeting.state = Meeting.State.CANCELLED
    Meeting.objects.bulk_update(cancelled, ["state"])
    return [Touched(meeting, Change.CANCELLED) for meeting in cancelled]


def meetings_ahead(series: MeetingSeries, now: datetime) -> list[Meeting]:
    """Return the meetings of a series that have not begun, cancelled ones too, with their rows locked."""
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


def _move(pairs: Sequence[Pair]) -> list[Touched]:
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
    return [Touched(meeting, Change.MOVED) for meeting in moved]


def _take_away(meetings: Sequence[Meeting]) -> list[Touched]:
    """Cancel what somebody answered or serves at; delete the rest, for nobody misses it."""
    planned = [meeting for meeting in meetings if meeting.state == Meeting.State.PLANNED]
    rows = Meeting.objects.filter(pk__in=[meeting.pk for meeting in planned])
    kept = set(rows.filter(Q(rsvps__isnull=False) | Q(services__isnull=False)).values_list("pk", flat=True))
    rows.exclude(pk__in=kept).delete()
    return cancel_meetings([meeting for meeting in planned if meeting.pk in kept])
