"""A zone as calendars want to be told it (RFC 5545, 3.6.5): one observance for each change of its clocks.

Written out change by change rather than as rules: zones change their clocks by decree, and readers differ in how much of
a rule, or of a list of dates, they understand. One that subscribes gets later years when it asks again.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

YEARS_BEFORE, YEARS_AHEAD = 1, 4
A_DAY = timedelta(days=1)


def timezone_of(name: str, year: int) -> Timezone:
    """Return the zone from the year before that one until four years later."""
    found = Timezone()
    found.add("tzid", name)
    for moment in _changes(name, year):
        found.add_component(_observance(moment, ZoneInfo(name)))
    return found


@lru_cache(maxsize=256)
def _changes(name: str, year: int) -> tuple[datetime, ...]:
    """Return the moments, in UTC, from which on the clocks show something else; the first one is where it begins."""
    zone = ZoneInfo(name)
    begin, end = (datetime(y, 1, 1, tzinfo=UTC) for y in (year - YEARS_BEFORE, year + YEARS_AHEAD))
    days = [begin + A_DAY * number for number in range((end - begin).days)]
    return begin, *(_change_between(day, day + A_DAY, zone) for day in days if _differ(day, day + A_DAY, zone))


def _differ(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    return one.astimezone(zone).utcoffset() != other.astimezone(zone).utcoffset()


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (before, middle) if _differ(before, middle, zone) else (middle, after)
    return after.replace(microsecond=0)


def _observance(moment: datetime, zone: ZoneInfo) -> Component:
    here, earlier = moment.astimezone(zone), (moment - timedelta(seconds=1)).astimezone(zone)
    observance = TimezoneDaylight() if here.dst() else TimezoneStandard()
    # The change by the clock as it went until then.
    observance.add("dtstart", (moment + (earlier.utcoffset() or timedelta())).replace(tzinfo=None))
    observance.add("tzoffsetfrom", earlier.utcoffset())
    observance.add("tzoffsetto", here.utcoffset())
    observance.add("tzname", here.tzname())
    return observance
