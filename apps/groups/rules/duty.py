"""When somebody looks after a group: from hours of the week to shifts, and from these to "here until 23:00"."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)

type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours by the group's clock. `weekday` 0 is Monday; an end at or before the start is the next day."""

    weekday: int
    starts_at: time
    ends_at: time

    def span_on(self, day: date, zone: ZoneInfo) -> Span | None:
        """Return from when to when they last on that day, in UTC, or None on every other day of the week.

        Wall time on each date anew: hours stay put when the clocks change. A time that the change skips is the same
        moment counted on, one that it repeats begins with the first and ends with the second; hours that lie wholly in
        what is skipped are none.
        """
        if day.weekday() != self.weekday:
            return None
        last_day = day if self.ends_at > self.starts_at else day + DAY
        start = datetime.combine(day, self.starts_at, zone).astimezone(UTC)
        end = datetime.combine(last_day, self.ends_at, zone).replace(fold=1).astimezone(UTC)
        return (start, end) if end > start else None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is there: `until` when somebody is now, else `next_from` and `next_until`; all None when nobody ever is."""

    until: datetime | None = None
    next_from: datetime | None = None
    next_until: datetime | None = None

    @property
    def is_somebody_here(self) -> bool:
        return self.until is not None


NOBODY_EVER = Duty()


def coming_and_going(spans: Iterable[Span]) -> list[datetime]:
    """Return the moments at which somebody comes and goes, in turn; spans that touch or overlap are one."""
    return [moment for span in _merged(spans) for moment in span]


def duty_in(moments: Sequence[datetime] | None, now: datetime) -> Duty:
    """Return who is there at the aware moment `now`; `moments` are those of `coming_and_going`."""
    passed = bisect_right(moments or (), now)
    ahead = (moments or ())[passed:]
    if not ahead:
        return NOBODY_EVER
    return Duty(until=ahead[0]) if passed % 2 else Duty(next_from=ahead[0], next_until=ahead[1])


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
