"""How somebody speaks of a moment by the clock on their own wall."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from apps.meetings.rules.clock import Day, Nearness, city_of, clocks_differ, nearness

LONDON, MADRID, AUCKLAND = ZoneInfo("Europe/London"), ZoneInfo("Europe/Madrid"), ZoneInfo("Pacific/Auckland")


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "moment", "expected"),
    [
        ("2026-11-22 19:50", "2026-11-22 20:00", Nearness(Day.TONIGHT, 10)),
        ("2026-11-22 19:50:30", "2026-11-22 20:00", Nearness(Day.TONIGHT, 10)),
        ("2026-11-22 19:59:59", "2026-11-22 20:00", Nearness(Day.TONIGHT, 1)),
        ("2026-11-22 19:00", "2026-11-22 20:00", Nearness(Day.TONIGHT)),
        ("2026-11-22 09:00", "2026-11-22 12:00", Nearness(Day.TODAY)),
        ("2026-11-22 19:50", "2026-11-23 02:30", Nearness(Day.TONIGHT)),
        ("2026-11-22 09:00", "2026-11-23 02:30", Nearness(Day.TOMORROW)),
        ("2026-11-22 23:50", "2026-11-23 00:10", Nearness(Day.TONIGHT, 20)),
        ("2026-11-22 09:00", "2026-11-23 20:00", Nearness(Day.TOMORROW)),
        ("2026-11-22 09:00", "2026-11-28 20:00", Nearness(Day.THIS_WEEK)),
        ("2026-11-22 09:00", "2026-11-29 20:00", Nearness(Day.LATER)),
        ("2026-11-22 20:00", "2026-11-22 20:00", Nearness(Day.PAST)),
    ],
)
def test_how_near(now: str, moment: str, expected: Nearness) -> None:
    assert nearness(at(moment), now=at(now), zone=LONDON) == expected


def test_the_day_is_the_readers_and_not_the_meetings() -> None:
    moment, now = at("2026-11-22 20:00"), at("2026-11-22 10:00")

    assert nearness(moment, now=now, zone=LONDON).day == Day.TONIGHT
    assert nearness(moment, now=now, zone=AUCKLAND).day == Day.TOMORROW


def test_zones_that_show_the_same_time_need_no_second_time() -> None:
    assert clocks_differ(at("2026-11-22 20:00"), LONDON, MADRID)
    assert not clocks_differ(at("2026-11-22 20:00"), MADRID, ZoneInfo("Europe/Berlin"))
    assert not clocks_differ(at("2026-11-22 20:00"), LONDON, ZoneInfo("UTC"))
    assert clocks_differ(at("2026-06-22 20:00"), LONDON, ZoneInfo("UTC"))


def test_a_zone_is_called_by_its_city() -> None:
    assert city_of("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert city_of("UTC") == "UTC"
