import zoneinfo
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.accounts.forms import TimeZoneForm
from apps.accounts.rules.old_zone_names import RENAMED
from apps.accounts.rules.time_zones import (
    COMMON,
    clock_in,
    known_zones,
    offered_zones,
    place_of,
    present_name,
    zone_or_utc,
    zones_by_region,
)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "a" * 10_000, "Europe/\0London", "GMT"]
)
def test_an_unknown_zone_is_utc(name: str) -> None:
    assert zone_or_utc(name).key == "UTC"


def test_a_known_zone_is_itself() -> None:
    assert zone_or_utc("Europe/London").key == "Europe/London"


def test_every_common_zone_is_known() -> None:
    assert set(COMMON) <= known_zones()


def test_an_old_name_leads_to_the_present_one() -> None:
    assert present_name("Asia/Calcutta") == "Asia/Kolkata"
    assert present_name("Mars/Olympus") == ""
    assert set(RENAMED.values()) <= offered_zones()


def test_only_places_of_today_are_offered() -> None:
    """`zone.tab` names each place of the world once; what else the database knows are names of before."""
    tables = [table for folder in zoneinfo.TZPATH if (table := Path(folder, "zone.tab")).exists()]
    places = {line.split("\t")[2] for line in tables[0].read_text().splitlines() if not line.startswith("#")}
    assert offered_zones() == places & known_zones()


def test_a_name_of_before_is_still_accepted() -> None:
    assert TimeZoneForm({"time_zone": "Africa/Asmera"}).is_valid()


def test_every_known_zone_but_utc_stands_in_one_region() -> None:
    listed = [name for _, names in zones_by_region() for name in names]
    assert len(listed) == len(set(listed))
    assert set(listed) | {"UTC"} | set(RENAMED) == known_zones()


def test_a_place_is_named_in_words() -> None:
    assert place_of("America/Argentina/Buenos_Aires") == "Buenos Aires"


def test_a_clock_shows_the_wall_time_of_the_place() -> None:
    assert clock_in("Asia/Kolkata", datetime(2026, 11, 22, 14, 20, tzinfo=UTC)) == "19:50"
