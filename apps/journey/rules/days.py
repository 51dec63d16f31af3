"""Days as a calendar counts them: nothing in here knows of hours, so that no change of the clocks adds or takes one.

`today` is the date on the person's own wall.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from apps.journey.errors import BeforeItBegan, NotYet, WrongWayRound

# Within living memory, or soon.
EARLIEST, LATEST = date(1850, 1, 1), date(2199, 12, 31)
_ONE_DAY = timedelta(days=1)

type Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Count:
    """Days since something began: `in_all` of them were free, `since` of those after the last slip.

    `stretches` are those between slips, in order; together they are `in_all`. Without a slip there is one.
    """

    in_all: int
    since: int
    stretches: tuple[int, ...]


def count_days(begun: date, slips: Iterable[Span], today: date) -> Count:
    """Return what is kept: a slip ends a stretch and takes nothing of it away.

    The day of a slip costs nothing; of a hard time over several days the days between its first and its last are not
    counted. Slips one day after the other are one hard time.
    """
    hard = hard_times(slips, begun, today)
    edges = [begun, *(day for time in hard for day in time), max(begun, today)]
    stretches = tuple((edges[at + 1] - edges[at]).days for at in range(0, len(edges), 2))
    return Count(sum(stretches), stretches[-1], stretches)


def hard_times(slips: Iterable[Span], begun: date, today: date) -> list[Span]:
    """Return the slips as times that do not touch, the earliest first; what lies outside of the count is cut off."""
    times: list[Span] = []
    for first, last in sorted((max(first, begun), min(last, today)) for first, last in slips):
        if first > last:
            continue
        if times and first <= times[-1][1] + _ONE_DAY:
            times[-1] = (times[-1][0], max(times[-1][1], last))
        else:
            times.append((first, last))
    return times


def require_slip(first: date, last: date, *, begun: date, today: date) -> None:
    """Raise NotYet, BeforeItBegan or WrongWayRound unless somebody can have slipped on these days."""
    if last < first:
        raise WrongWayRound
    if first < begun:
        raise BeforeItBegan
    if last > today:
        raise NotYet


def next_return(day: date, today: date) -> date:
    """Return when this day of the year comes next, today included; 29 February comes on the 28th in other years."""
    if day > today:
        return day
    this_year = _in_year(day, today.year)
    return this_year if this_year >= today else _in_year(day, today.year + 1)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def look_back_index(days: Sequence[date], today: date, *, after: timedelta = timedelta(days=7)) -> int | None:
    """Return the place of the one that is looked back at today, or None while all of them are too fresh.

    Another one each day, the same all day long.
    """
    ripe = [place for place, day in enumerate(days) if day + after <= today]
    return ripe[today.toordinal() % len(ripe)] if ripe else None
