import json
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format, get_format

from apps.accounts.forms import TimeZoneForm, zone_choices
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


def test_a_moment_is_written_by_the_clock_of_whoever_reads() -> None:
    evening = datetime(2026, 11, 22, 22, 5, tzinfo=UTC)
    for zone, language, written, short in [
        ("Europe/London", "en", "22 November 2026, 22:05", "22:05"),
        ("America/New_York", "en", "22 November 2026, 5:05 PM", "5:05 PM"),
        ("Europe/London", "en", "22 November 2026, 22:05", "22:05"),
        ("America/Bogota", "es", "22 de noviembre de 2026 a las 5:05 PM", "5:05 PM"),
        ("Europe/Madrid", "es", "22 de noviembre de 2026 a las 23:05", "23:05"),
    ]:
        with timezone.override(zone), translation.override(language):
            here = timezone.localtime(evening)
            assert date_format(here, "DATETIME_FORMAT") == written
            assert date_format(here, "TIME_FORMAT") == short
            assert short in date_format(here, "SHORT_DATETIME_FORMAT")
            # As the admin's scripts are given it.
            assert json.loads(json.dumps(get_format("TIME_FORMAT"))) == "H:i"
            offered = str(zone_choices())
            assert (" AM)" in offered or " PM)" in offered) == short.endswith("PM")
