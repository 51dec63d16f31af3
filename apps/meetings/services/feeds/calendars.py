"""Series and meetings as iCalendar (RFC 5545): rules in local time with their zone, exceptions by RECURRENCE-ID."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Calendar, Event

from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.rules.recurrence import Occurrence, first_instant
from apps.meetings.services.feeds.zones import timezone_of
from apps.meetings.services.occurrences import timetable_of

# How far ahead a start that the clocks jump over is looked for.
GAPS_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a calendar says of each meeting; without `is_named` nothing that tells what it is about."""

    is_named: bool

    def title(self, meeting: Meeting | MeetingSeries) -> str:
        return meeting.title if self.is_named else gettext("Appointment")


def calendar_of(series: Iterable[MeetingSeries], wording: Wording, *, without: Collection[int] = ()) -> bytes:
    """Return a calendar of these series: rules, exceptions, extra dates, and what was moved, renamed or cancelled.

    `without` are the keys of meetings that the reader does not come to: they are left out as exceptions.
    """
    calendar = _empty()
    for one in series:
        for event in _events(one, wording, frozenset(without)):
            calendar.add_component(event)
    return _written(calendar)


def calendar_of_meeting(meeting: Meeting, wording: Wording) -> bytes:
    """Return a calendar with this one meeting alone, by its moments in UTC."""
    calendar = _empty()
    event = _event(meeting.public_id, wording.title(meeting))
    event.start, event.end = meeting.starts_at.astimezone(UTC), meeting.ends_at.astimezone(UTC)
    if wording.is_named:
        event.add("url", f"{settings.SITE_URL}/meetings/{meeting.public_id}/")
    _add_state(event, meeting)
    calendar.add_component(event)
    return _written(calendar)


def _empty() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Appointments//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", gettext("Calendar"))
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    return calendar


def _written(calendar: Calendar) -> bytes:
    for name in sorted(calendar.get_missing_tzids()):
        # In front: readers want a zone before what refers to it.
        calendar.subcomponents.insert(0, timezone_of(name, timezone.now().year))
    return bytes(calendar.to_ical())


def _events(series: MeetingSeries, wording: Wording, without: frozenset[int]) -> Iterator[Event]:
    timetable, zone = timetable_of(series), ZoneInfo(series.time_zone)
    rows = list(series.meetings.select_related("series").filter(ends_at__gt=timezone.now()))
    first = next(iter(timetable.occurrences(series.starts_on, series.starts_on + timedelta(days=366 * 9))), None)
    if first is None:
        return
    left_out = {row.occurs_on for row in rows if row.pk in without}
    rule = _event(series.public_id, wording.title(series))
    rule.start, rule.end = _local(first, series), _local(first, series) + series.duration
    rule.add("rrule", _rule(series))
    _add_days(rule, "exdate", {*series.skipped_days, *left_out}, series)
    _add_days(rule, "rdate", set(series.extra_days), series)
    yield rule
    apart = {row.occurs_on: row for row in rows if row.occurs_on not in left_out and _stands_apart(row)}
    for row in apart.values():
        yield _exception(row, wording.title(row), zone)
    today = timezone.now().astimezone(zone).date()
    for occurrence in timetable.occurrences(today, today + GAPS_AHEAD):
        if occurrence.occurs_on not in {*apart, *left_out} and _is_in_gap(occurrence, series):
            yield _in_gap(occurrence, series, wording)


def _rule(series: MeetingSeries) -> dict[str, object]:
    rule: dict[str, object] = {}
    for part in series.recurrence.split(";"):
        name, _, value = part.partition("=")
        rule[name] = value.split(",")
    if series.ends_on is not None:
        # With a zone at its start, a rule's end is told in UTC (RFC 5545, 3.3.10).
        last = datetime.combine(series.ends_on, time(23, 59, 59))
        rule["UNTIL"] = first_instant(last, ZoneInfo(series.time_zone))
    return rule


def _add_days(event: Event, name: str, days: Collection[date], series: MeetingSeries) -> None:
    if days:
        moments = [datetime.combine(day, series.local_time, ZoneInfo(series.time_zone)) for day in sorted(days)]
        event.add(name, moments)


def _local(occurrence: Occurrence, series: MeetingSeries) -> datetime:
    return datetime.combine(occurrence.occurs_on, series.local_time, ZoneInfo(series.time_zone))


def _stands_apart(row: Meeting) -> bool:
    return bool(row.is_moved or row.own_title or row.state == Meeting.State.CANCELLED)


def _is_in_gap(occurrence: Occurrence, series: MeetingSeries) -> bool:
    return _local(occurrence, series).astimezone(UTC) != occurrence.starts_at


def _exception(row: Meeting, title: str, zone: ZoneInfo) -> Event:
    event = _event(row.series.public_id, title)
    event.add("recurrence-id", datetime.combine(row.occurs_on, row.series.local_time, zone))
    event.start, event.end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    _add_state(event, row)
    return event


def _in_gap(occurrence: Occurrence, series: MeetingSeries, wording: Wording) -> Event:
    """Return a start that the clocks jump over, told by its moment: readers of RFC 5545 would put it later."""
    event = _event(series.public_id, wording.title(series))
    event.add("recurrence-id", _local(occurrence, series))
    event.start, event.end = occurrence.starts_at, occurrence.ends_at
    return event


def _event(uid: str, title: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("summary", title)
    event.add("dtstamp", timezone.now())
    event.add("class", "PRIVATE")
    return event


def _add_state(event: Event, row: Meeting) -> None:
    event.add("status", "CANCELLED" if row.state == Meeting.State.CANCELLED else "CONFIRMED")
