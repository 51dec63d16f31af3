"""The morning and the evening of somebody's day, at the times they chose, by the clock on their wall. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)
# Later than that a word would come at another time than the one that was chosen.
LATE = timedelta(hours=3)
# So long after its time a morning is still one.
_MORNING_LASTS = timedelta(hours=6)
_NIGHT_ENDS = 4
_EARLY_HOURS = 2


class Part(StrEnum):
    """Of a day."""

    MORNING = "morning"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class OwnClock:
    """When somebody looks ahead, and when back; None for what they do not want."""

    morning: time | None
    evening: time | None
    zone: ZoneInfo

    @property
    def begins(self) -> time:
        """Return when a day begins: a little before its morning, or else when the night ends."""
        if self.morning is None:
            return time(_NIGHT_ENDS)
        return self.morning.replace(hour=max(self.morning.hour - _EARLY_HOURS, 0))

    @property
    def fits(self) -> bool:
        """Tell whether the evening comes after the morning of its day."""
        if self.morning is None or self.evening is None:
            return True
        return not self.begins <= self.evening <= self.morning

    def day_at(self, moment: datetime) -> date:
        """Return the day to which an aware moment belongs: the night belongs to the day before it."""
        local = moment.astimezone(self.zone)
        return local.date() if local.time() >= self.begins else local.date() - A_DAY

    def moment_of(self, part: Part, day: date) -> datetime | None:
        """Return when that part of the day begins.

        A time that a clock leaves out counts as by the clock before (RFC 5545, section 3.3.5): 02:30 is then 03:30. Of one
        that comes twice the first is meant.
        """
        clock = self.morning if part is Part.MORNING else self.evening
        if clock is None:
            return None
        on = day if clock >= self.begins else day + A_DAY
        return datetime.combine(on, clock, tzinfo=self.zone).astimezone(UTC)

    def next_after(self, part: Part, moment: datetime) -> datetime | None:
        """Return the first such moment after that one."""
        return next((one for one in self._around(part, moment) if one > moment), None)

    def last_until(self, part: Part, moment: datetime) -> datetime | None:
        """Return the last such moment that is not after that one."""
        return max((one for one in self._around(part, moment) if one <= moment), default=None)

    def open_part(self, moment: datetime) -> Part | None:
        """Return what has come of the present day: its evening, its morning while it lasts, or neither."""
        day = self.day_at(moment)
        morning, evening = (self.moment_of(part, day) for part in Part)
        if evening and evening <= moment:
            return Part.EVENING
        return Part.MORNING if morning and morning <= moment < morning + _MORNING_LASTS else None

    def _around(self, part: Part, moment: datetime) -> list[datetime]:
        day = self.day_at(moment)
        moments = (self.moment_of(part, day + number * A_DAY) for number in range(-2, 4))
        return [one for one in moments if one]
