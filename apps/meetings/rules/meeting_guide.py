"""How a series is said in the "Meeting Guide" format that meeting finders read (code4recovery's specification): pure.

One entry a weekday, since readers refuse a day that is a list. Codes that the specification does not know would be
dropped in silence, so that only its own are used.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

from apps.accounts.rules.locales import territory_of

LONGEST_NAME = 64
OPEN = "O"
KINDS = {
    "discussion": ["D"],
    "check_in": ["D"],
    "topic": ["D"],
    "speaker": ["SP"],
    "reading": ["LIT"],
    "steps": ["ST"],
    "quiet": ["MED"],
    "newcomers": ["BE"],
}
LANGUAGES = {
    "ar": "AR",
    "da": "DA",
    "de": "DE",
    "el": "EL",
    "en": "EN",
    "es": "S",
    "fi": "FI",
    "fr": "FR",
    "he": "HE",
    "it": "ITA",
    "ja": "JA",
    "nl": "NL",
    "pl": "POL",
    "pt": "POR",
    "ru": "RUS",
    "sv": "SV",
    "tr": "TUR",
    "uk": "UK",
}
DAYS = {"SU": 0, "MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6}
_WEEKLY = re.compile(r"FREQ=WEEKLY;(?:INTERVAL=1;)?BYDAY=([A-Z,]+)")
# What finders show beside the name anyway: the word itself, days and times.
_SAID_ANYWAY = re.compile(
    r"\b(?:meetings?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|\d{1,2}(?::\d\d)?\s*(?:am|pm)|\d{1,2}:\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a finder may know of a weekly series of an open group. `join` leads to its next meeting's door."""

    id: str
    name: str
    recurrence: str
    begins: time
    duration: timedelta
    zone: str
    kind: str
    language: str
    notes: str
    group: str
    group_notes: str
    join: str


def entries(listing: Listing) -> Iterator[dict[str, object]]:
    """Yield one entry for each weekday; nothing for a series that is not weekly, which the format cannot say."""
    for weekday in weekdays(listing.recurrence):
        yield _entry(listing, weekday)


def weekdays(recurrence: str) -> Sequence[str]:
    """Return the weekdays ("MO") of a rule that means every week on these days, and none for any other."""
    found = _WEEKLY.fullmatch(recurrence)
    return found[1].split(",") if found else []


def _entry(listing: Listing, weekday: str) -> dict[str, object]:
    entry: dict[str, object] = {
        "name": tidy_name(listing.name) or tidy_name(listing.group) or listing.group[:LONGEST_NAME],
        "slug": f"{listing.id}-{weekday.lower()}",
        "day": DAYS[weekday],
        "time": f"{listing.begins:%H:%M}",
        "timezone": listing.zone,
        "types": _types(listing),
        "conference_url": listing.join,
        "conference_url_notes": "You choose an alias. Nobody asks for your name.",
        "formatted_address": country_of(listing.zone),
        "approximate": "yes",
        "group": listing.group,
        "url": listing.join,
    }
    if ends := _end(listing):
        entry["end_time"] = ends
    told = {"notes": listing.notes, "group_notes": listing.group_notes}
    return entry | {name: words for name, words in told.items() if words}


def tidy_name(name: str) -> str:
    """Return the name without days, times and the word "meeting", which finders say themselves."""
    return " ".join(_SAID_ANYWAY.sub(" ", name).split()).strip(" ,.-–:@")[:LONGEST_NAME].rstrip()


def _types(listing: Listing) -> list[str]:
    language = LANGUAGES.get(listing.language.partition("-")[0])
    return [OPEN, *KINDS.get(listing.kind, []), *([language] if language else [])]


def _end(listing: Listing) -> str:
    """Return when it ends, or nothing past midnight: readers would see an end before its beginning."""
    begins = datetime.combine(date(2000, 1, 3), listing.begins)
    ends = begins + listing.duration
    return f"{ends:%H:%M}" if ends.date() == begins.date() else ""


def country_of(zone: str) -> str:
    """Return the country of a zone in English, or its continent; of UTC, "Online"."""
    return _country_names().get(territory_of(zone), "") or (zone.partition("/")[0] if "/" in zone else "Online")


@cache
def _country_names() -> dict[str, str]:
    # A table of the IANA time zone database: a code, a tab, a name.
    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8").splitlines()
    return {code: name for code, _, name in (line.partition("\t") for line in lines if not line.startswith("#"))}
