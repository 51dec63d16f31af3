"""How the clock and the week are written where somebody lives: 12 or 24 hours, and the day a week begins with. Pure.

The place follows from the zone of their clock, which each person was asked for. What a browser says of its language
does not: most are shipped as "en-US", wherever they are used. The sets are CLDR's (supplemental timeData, weekData).
"""

from functools import cache
from importlib import resources

from apps.accounts.rules.time_zones import present_name

MONDAY, SATURDAY, SUNDAY = 0, 5, 6


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TWELVE_HOURS = _codes(
    "AE AG AS AU BB BD BH BM BS CA CO DM DO DZ EG FJ FM GD GT GU GY HK HN IN IQ JM JO KI KN KR KW KY LB LC LR LY MH MO "
    "MP MR MW MY NA NI NZ OM PA PH PK PR PS QA SA SB SD SG SL SS SV SY SZ TC TN TT US VC VE VG VI YE ZM"
)
_SUNDAY_FIRST = _codes(
    "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK "
    "PR PT PY SA SG SV TH TT TW US VE VI WS YE ZA ZW"
)
_SATURDAY_FIRST = _codes("AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY")


def time_format(zone: str) -> str:
    """Return how the time of day is written there, as Django's date filter takes it: "H:i" or "g:i A"."""
    return "g:i A" if has_twelve_hours(zone) else "H:i"


def has_twelve_hours(zone: str) -> bool:
    """Tell whether the clock there begins anew at noon."""
    return territory_of(zone) in _TWELVE_HOURS


def first_weekday(zone: str) -> int:
    """Return the day a week begins with there, Monday being 0."""
    territory = territory_of(zone)
    if territory in _SATURDAY_FIRST:
        return SATURDAY
    return SUNDAY if territory in _SUNDAY_FIRST else MONDAY


def territory_of(zone: str) -> str:
    """Return the ISO 3166 code of the country a zone is named for: "US" for "America/Chicago", and "" for UTC."""
    return _territories().get(present_name(zone), "")


@cache
def _territories() -> dict[str, str]:
    lines = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {present_name(row[2]) or row[2]: row[0] for row in rows}
