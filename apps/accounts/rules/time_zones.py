"""Which time zones a person may choose, and in which order they are offered."""

import zoneinfo
from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache

from apps.accounts.rules.old_zone_names import RENAMED

UTC = "UTC"

# Offered first: the zones in which most people live who read the languages of this site.
COMMON = (
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Berlin",
    "Africa/Lagos",
    "Africa/Cairo",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Manila",
    "Australia/Sydney",
    "Pacific/Auckland",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/Bogota",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
)
REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def known_zones() -> frozenset[str]:
    """Return every IANA name that stands for a place, and UTC."""
    places = {name for name in zoneinfo.available_timezones() if name.partition("/")[0] in REGIONS and "/" in name}
    return frozenset(places | {UTC})


@cache
def offered_zones() -> frozenset[str]:
    """Return every place once, under the name it has today."""
    return known_zones() - RENAMED.keys() - {UTC}


def present_name(name: str) -> str:
    """Return what a zone is called today, or nothing for a name that nobody knows."""
    name = RENAMED.get(name, name)
    return name if name in known_zones() else ""


def zone_or_utc(name: str) -> zoneinfo.ZoneInfo:
    """Return the named zone, or UTC for a name that nobody knows."""
    return zoneinfo.ZoneInfo(name if name in known_zones() else UTC)


def place_of(name: str) -> str:
    """Return a zone's place in words: `America/Argentina/Buenos_Aires` is "Buenos Aires"."""
    return name.rpartition("/")[2].replace("_", " ")


def zones_by_region() -> Iterator[tuple[str, list[str]]]:
    """Return each region with its zones in the order of their places."""
    for region in REGIONS:
        names = [name for name in offered_zones() if name.startswith(f"{region}/")]
        yield region, sorted(names, key=place_of)


def clock_in(name: str, now: datetime, *, has_twelve_hours: bool = False) -> str:
    """Return what a clock on the wall shows there: "19:50", or "7:50 PM" for whoever reads it so."""
    return _clock_in(name, now.replace(second=0, microsecond=0), "%-I:%M %p" if has_twelve_hours else "%H:%M")


# A page shows every place's clock, and reading a zone's rules takes longer than all the rest of the page.
@lru_cache(maxsize=1024)
def _clock_in(name: str, minute: datetime, written: str) -> str:
    return minute.astimezone(zone_or_utc(name)).strftime(written)
