"""From a clock on a wall to moments in UTC: local time, IANA zone and RRULE (RFC 5545). Pure: no Django in here.

Two weekly meetings may be 167 or 169 hours apart: what stays is the time on the wall.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice, takewhile
from zoneinfo import ZoneInfo

from apps.meetings.rules.rhythm import Rhythm, between

# Beyond this no day is looked for: a rhythm offered meets at least once in eight years (a 29 February).
FAR = timedelta(days=366 * 9)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting of a series: its day by the series' calendar, and its moments in UTC."""

    occurs_on: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a series meets: by its rhythm from its first day to its last, without `skipped` days, and on `extra` ones.

    Extra days may lie outside those bounds. A day that is both skipped and extra is skipped (RFC 5545,
    3.8.5.1).
    """

    rhythm: Rhythm
    local_time: time
    duration: timedelta
    zone: ZoneInfo
    starts_on: date
    ends_on: date | None = None
    skipped: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()

    @property
    def last_day(self) -> date | None:
        """The day after which there is certainly nothing; None when it goes on."""
        return None if self.ends_on is None else max({self.ends_on, *self.extra})

    def occurrences(self, first: date, last: date) -> Iterator[Occurrence]:
        """Yield the occurrences whose day lies between two days, both included, in order."""
        return (self.occurrence(day) for day in self.days(first, last))

    def occurrence(self, day: date) -> Occurrence:
        """Return how it is on this day."""
        starts_at = first_instant(datetime.combine(day, self.local_time), self.zone)
        return Occurrence(day, starts_at, starts_at + self.duration)

    def days(self, first: date, last: date) -> list[date]:
        """Return the days between two days, both included, on which it meets."""
        extra = {day for day in self.extra if first <= day <= last}
        return sorted({*self.rhythm_days(first, last), *extra} - self.skipped)

    def rhythm_days(self, first: date, last: date) -> list[date]:
        """Return the days between two days, both included, that the rhythm alone gives, skipped ones too."""
        return between(self.rhythm.days(self.starts_on, first), min(last, self.ends_on or last))

    def next_days(self, first: date, number: int) -> list[date]:
        """Return the first days from this one on, that many or as many as there are."""
        first = max(first, min({self.starts_on, *self.extra}))
        windows = (first + timedelta(days=366) * year for year in count())
        ahead = takewhile(lambda begin: begin - first < FAR, windows)
        days = (day for begin in ahead for day in self.days(begin, begin + timedelta(days=365)))
        return list(islice(days, number))

    def day_number(self, number: int) -> date:
        """Return the day on which the rhythm has met that many times; skipped days do not count, nor extra ones."""
        kept = (day for day in self.rhythm.days(self.starts_on, self.starts_on) if day not in self.skipped)
        return next(islice(kept, number - 1, None))


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
