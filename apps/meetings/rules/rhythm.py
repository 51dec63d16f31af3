"""How a series repeats: the part of RRULE (RFC 5545, 3.3.10) that Beside offers, as days on a calendar.

Pure, and arithmetic alone: the days of any window are found without counting from the first one. Weeks begin on Monday.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import dropwhile, takewhile

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
LONGEST_INTERVAL = 12
_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_RULE = re.compile(
    r"FREQ=(?P<every>DAILY|WEEKLY|MONTHLY)(?:;INTERVAL=(?P<interval>[2-9]|1[0-2]))?"
    rf"(?:;BYDAY=(?P<nth>[1-4]|-1)?(?P<weekdays>{_DAY}(?:,{_DAY}){{0,6}})|;BYMONTHDAY=(?P<month_day>-1|[1-9]|[12]\d|3[01]))?"
)


class Every(StrEnum):
    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every `interval` days, weeks or months.

    In a week on its `weekdays` (Monday is 0). In a month on the `nth` of its one weekday (1 to 4, or LAST), or on its
    `month_day` (1 to 31, or LAST); months without that day are left out.
    """

    every: Every
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    month_day: int | None = None

    @classmethod
    def read(cls, recurrence: str) -> "Rhythm":
        """Return what an RRULE says. Raises ValueError for one that Beside does not offer."""
        found = _RULE.fullmatch(recurrence)
        if found is None:
            raise ValueError(recurrence)
        told = found.groupdict()
        rhythm = cls(
            every=Every(told["every"]),
            interval=int(told["interval"] or 1),
            weekdays=tuple(sorted({WEEKDAYS.index(name) for name in (told["weekdays"] or "").split(",") if name})),
            nth=int(told["nth"]) if told["nth"] else None,
            month_day=int(told["month_day"]) if told["month_day"] else None,
        )
        if not rhythm.is_offered:
            raise ValueError(recurrence)
        return rhythm

    @property
    def is_offered(self) -> bool:
        parts = (bool(self.weekdays), self.nth is not None, self.month_day is not None)
        if self.every == Every.MONTH:
            return parts == (False, False, True) or (parts == (True, True, False) and len(self.weekdays) == 1)
        return parts == (self.every == Every.WEEK, False, False)

    def __str__(self) -> str:
        """Return the part after "RRULE:", without UNTIL and COUNT."""
        parts = [f"FREQ={self.every}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            parts.append(f"BYDAY={self.nth or ''}{','.join(WEEKDAYS[day] for day in self.weekdays)}")
        if self.month_day is not None:
            parts.append(f"BYMONTHDAY={self.month_day}")
        return ";".join(parts)

    def first_day(self, starts_on: date) -> date:
        """Return the first day from this one on that the rhythm could begin with, whatever its interval."""
        once = Rhythm(self.every, 1, self.weekdays, self.nth, self.month_day)
        return next(once.days(starts_on, starts_on))

    def days(self, starts_on: date, first: date) -> Iterator[date]:
        """Yield the days from `first` on, without end, in order; the interval is counted from `starts_on`."""
        candidates: dict[Every, Callable[[date, date], Iterator[date]]] = {
            Every.DAY: self._by_day,
            Every.WEEK: self._by_week,
            Every.MONTH: self._by_month,
        }
        begin = max(starts_on, first)
        return dropwhile(lambda day: day < begin, candidates[self.every](starts_on, begin))

    def _by_day(self, starts_on: date, begin: date) -> Iterator[date]:
        step = timedelta(days=self.interval)
        return _steps(starts_on + (begin - starts_on) // step * step, step)

    def _by_week(self, starts_on: date, begin: date) -> Iterator[date]:
        step = timedelta(weeks=self.interval)
        monday = starts_on - timedelta(days=starts_on.weekday())
        for week in _steps(monday + (begin - monday) // step * step, step):
            yield from (week + timedelta(days=day) for day in self.weekdays)

    def _by_month(self, starts_on: date, begin: date) -> Iterator[date]:
        origin = _month_number(starts_on)
        number = origin + (_month_number(begin) - origin) // self.interval * self.interval
        while number < _month_number(date.max):
            day = self._day_of_month(*divmod(number, 12))
            if day is not None:
                yield day
            number += self.interval

    def _day_of_month(self, year: int, month_from_0: int) -> date | None:
        weekday_of_first, length = monthrange(year, month_from_0 + 1)
        if self.month_day is not None:
            day = length if self.month_day == LAST else self.month_day
        else:
            earliest = (self.weekdays[0] - weekday_of_first) % 7 + 1
            weeks = (length - earliest) // 7 if self.nth == LAST else (self.nth or 1) - 1
            day = earliest + 7 * weeks
        return date(year, month_from_0 + 1, day) if day <= length else None


def weekly(*days: date) -> Rhythm:
    """Return the rhythm "each week on these days' weekdays"."""
    return Rhythm(Every.WEEK, weekdays=tuple(sorted({day.weekday() for day in days})))


def monthly(day: date) -> Rhythm:
    """Return the rhythm "each month on this weekday": the first to fourth, and the last for a fifth."""
    nth = (day.day - 1) // 7 + 1
    return Rhythm(Every.MONTH, weekdays=(day.weekday(),), nth=nth if nth < 5 else LAST)


def between(days: Iterator[date], last: date) -> list[date]:
    """Return the days up to the last one, included."""
    return list(takewhile(lambda day: day <= last, days))


def _steps(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        if date.max - day < step + timedelta(days=7):
            return
        day += step


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1
