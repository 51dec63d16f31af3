"""From a clock on a wall to moments in UTC: local time, IANA zone and RRULE (RFC 5545). Pure: no Django in here.

Two weekly meetings may be 167 or 169 hours apart: what stays is the time on the wall.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKLY = re.compile(r"FREQ=WEEKLY;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU)){0,6})")
_MONTHLY = re.compile(r"FREQ=MONTHLY;BYDAY=([1-4]|-1)(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting of a series: its day by the series' calendar, and its moments in UTC."""

    occurs_on: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a series meets. `recurrence` is an RRULE for which `is_known` holds."""

    recurrence: str
    local_time: time
    duration: timedelta
    zone: ZoneInfo
    starts_on: date
    ends_on: date | None = None

    def occurrences(self, first: date, last: date) -> Iterator[Occurrence]:
        """Yield the occurrences whose day lies between two days, both included, in order."""
        first = max(first, self.starts_on)
        last = min(last, self.ends_on or last)
        for day in days_of(self.recurrence, self.starts_on, first, last):
            starts_at = first_instant(datetime.combine(day, self.local_time), self.zone)
            yield Occurrence(day, starts_at, starts_at + self.duration)


def is_known(recurrence: str) -> bool:
    """Tell whether the rule is one of those that Beside offers: weekly, or monthly by weekday."""
    return bool(_WEEKLY.fullmatch(recurrence) or _MONTHLY.fullmatch(recurrence))


def weekly(day: date) -> str:
    """Return the rule "each week on this day's weekday"."""
    return f"FREQ=WEEKLY;BYDAY={WEEKDAYS[day.weekday()]}"


def monthly(day: date) -> str:
    """Return the rule "each month on this weekday": the first to fourth, and the last for a fifth."""
    nth = (day.day - 1) // 7 + 1
    return f"FREQ=MONTHLY;BYDAY={nth if nth < 5 else -1}{WEEKDAYS[day.weekday()]}"


def is_monthly(recurrence: str) -> bool:
    return _MONTHLY.fullmatch(recurrence) is not None


def weekdays_of(recurrence: str) -> tuple[int, ...]:
    """Return the weekdays of a known rule, Monday being 0."""
    named = recurrence.rpartition("=")[2].split(",")
    return tuple(sorted(WEEKDAYS.index(name[-2:]) for name in named))


def days_of(recurrence: str, starts_on: date, first: date, last: date) -> list[date]:
    """Return the days of a known rule between two days, both included.

    Raises ValueError for a rule that Beside does not offer.
    """
    if not is_known(recurrence):
        raise ValueError(recurrence)
    if first > last:
        return []
    rule = rrulestr(recurrence, dtstart=datetime.combine(starts_on, time()))
    midnights = rule.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)
    return [moment.date() for moment in midnights]


def first_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment, in UTC, at which the clocks of the zone show this time or have passed it.

    A time that comes twice (clocks go back) is its first coming. A time that never comes (clocks go forward) is the
    moment of the change: the meeting begins when the clock jumps over its time. RFC 5545, 3.3.5 would begin it as much
    later as the clock jumped; a feed therefore sends such an occurrence by its UTC time.
    """
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local:
        return moment
    return _end_of_gap(local, zone)


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    # In a gap fold=1 reads the clock as it goes afterwards, which lies before the change, and fold=0 the reverse.
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    old_offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after
