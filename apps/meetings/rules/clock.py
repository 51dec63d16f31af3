"""How somebody speaks of a moment by the clock on their own wall. Pure: no Django in here.

What is returned names the words; `services.words` says them in the reader's language.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

EVENING_BEGINS = 17
NIGHT_ENDS = 5
SOON = timedelta(hours=1)


class Day(StrEnum):
    """Which day it is, seen from now."""

    TODAY = "today"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this_week"
    LATER = "later"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far away a moment is: `minutes` when it is less than an hour ahead (1 at least), else None."""

    day: Day
    minutes: int | None = None


def nearness(moment: datetime, *, now: datetime, zone: ZoneInfo) -> Nearness:
    """Return how a reader in `zone` speaks at `now` of an aware moment."""
    if moment <= now:
        return Nearness(Day.PAST)
    minutes = None
    if moment - now < SOON:
        # Rounded up: nobody who is told "in 5 minutes" comes late.
        minutes = -(-(moment - now) // timedelta(minutes=1))
    return Nearness(day_of(moment, now=now, zone=zone), minutes)


def day_of(moment: datetime, *, now: datetime, zone: ZoneInfo) -> Day:
    """Return the day of a moment ahead; what comes before five in the morning still belongs to this evening's night."""
    local, local_now = moment.astimezone(zone), now.astimezone(zone)
    distance = (local.date() - local_now.date()).days
    if distance == 0:
        return Day.TONIGHT if local.hour >= EVENING_BEGINS else Day.TODAY
    if distance == 1:
        is_same_night = local.hour < NIGHT_ENDS and local_now.hour >= EVENING_BEGINS
        return Day.TONIGHT if is_same_night else Day.TOMORROW
    return Day.THIS_WEEK if distance < 7 else Day.LATER


def clocks_differ(moment: datetime, one: ZoneInfo, other: ZoneInfo) -> bool:
    """Tell whether the two zones' clocks show different times at this moment."""
    return moment.astimezone(one).utcoffset() != moment.astimezone(other).utcoffset()


def city_of(zone_name: str) -> str:
    """Return the place an IANA zone is named after: "Buenos Aires" for "America/Argentina/Buenos_Aires"."""
    return zone_name.rpartition("/")[2].replace("_", " ")


def week_of(first: date) -> list[date]:
    """Return seven days from this one."""
    return [first + timedelta(days=number) for number in range(7)]


def week_begin(day: date, weekday: int) -> date:
    """Return the first day of the week in which this one lies, where weeks begin with that weekday (Monday is 0)."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def month_after(day: date) -> date:
    """Return the first day of the next month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def grid_of(day: date, weekday: int) -> list[list[date]]:
    """Return the whole weeks that hold this day's month."""
    first, following = week_begin(day.replace(day=1), weekday), month_after(day)
    weeks = []
    while first < following:
        weeks.append(week_of(first))
        first += timedelta(days=7)
    return weeks
