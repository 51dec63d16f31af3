"""Hours of a day in which nothing is sent, by the clock on the person's own wall. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of the day to another, each day; an end before the start is on the next morning."""

    starts_at: time
    ends_at: time
    zone: ZoneInfo

    def holds_at(self, moment: datetime) -> bool:
        """Tell whether an aware moment is within; the end is not, and equal times are no hours at all.

        Of an hour that comes twice (the clock is set back) both belong to hours that begin or end in it. A time that a
        clock leaves out counts as by the clock before (RFC 5545, section 3.3.5): 02:30 is then 03:30.
        """
        today = moment.astimezone(self.zone).date()
        return any(start <= moment < end for start, end in (self._on(day) for day in (today - DAY, today)))

    def next_start(self, moment: datetime) -> datetime:
        """Return when they begin the next time, at this moment or later."""
        today = moment.astimezone(self.zone).date()
        return min(start for days in range(3) if (start := self._on(today + days * DAY)[0]) >= moment)

    def _on(self, day: date) -> tuple[datetime, datetime]:
        last_day = day if self.starts_at <= self.ends_at else day + DAY
        first, last = self._moments(day, self.starts_at), self._moments(last_day, self.ends_at)
        return first[0], max(last)

    def _moments(self, day: date, clock: time) -> tuple[datetime, datetime]:
        """Return the moments at which that clock shows this: the same twice but where it is set forward or back."""
        local = datetime.combine(day, clock.replace(tzinfo=None), tzinfo=self.zone)
        return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)
