"""When somebody looks after a group: from its weekly hours to "here until 23:00" or "next on Tuesday at 18:00"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours by the group's clock. `weekday` 0 is Monday; an end at or before the start is the next day."""

    weekday: int
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is there: `until` when somebody is now, else `next_from` and `next_until`; all None when nobody ever is."""

    until: datetime | None = None
    next_from: datetime | None = None
    next_until: datetime | None = None

    @property
    def is_somebody_here(self) -> bool:
        return self.until is not None


def duty_at(now: datetime, hours: Iterable[WeeklyHours], zone: ZoneInfo) -> Duty:
    """Return who is there at the aware moment `now`; hours that touch or overlap are one.

    Hours are wall time in `zone` on each date anew, so they stay put when the clocks change; a time that the change
    skips is the same moment counted on, one that it repeats begins with the first and ends with the second.
    """
    today = now.astimezone(zone).date()
    # Yesterday's may reach into today; a week ahead holds the next of any.
    spans = _merged(_spans(list(hours), zone, [today + DAY * offset for offset in range(-1, 9)]))
    coming = [(start, end) for start, end in spans if end > now]
    if not coming:
        return Duty()
    start, end = coming[0]
    return Duty(until=end) if start <= now else Duty(next_from=start, next_until=end)


def _spans(hours: list[WeeklyHours], zone: ZoneInfo, days: list[date]) -> Iterator[tuple[datetime, datetime]]:
    for day in days:
        for window in hours:
            if window.weekday == day.weekday():
                last_day = day if window.ends_at > window.starts_at else day + DAY
                start = datetime.combine(day, window.starts_at, zone)
                end = datetime.combine(last_day, window.ends_at, zone).replace(fold=1)
                yield start.astimezone(UTC), end.astimezone(UTC)


def _merged(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
