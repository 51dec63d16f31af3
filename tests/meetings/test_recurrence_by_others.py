"""Forty zones over three years, compared with what other implementations say: see oracle/README.md."""

import gzip
import json
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.meetings.rules.recurrence import Timetable
from apps.meetings.rules.rhythm import Rhythm

ORACLE = Path(__file__).with_name("oracle")
TABLE: dict[str, Any] = json.loads((ORACLE / "table.json").read_text())


@cache
def answers() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress((ORACLE / "answers.json.gz").read_bytes()))
    return found


def timetable(series: dict[str, Any], zone: str, at: str) -> Timetable:
    skipped, extra = (frozenset(map(date.fromisoformat, series.get(name, []))) for name in ("skipped", "extra"))
    return Timetable(
        rhythm=Rhythm.read(series["rule"]),
        local_time=time.fromisoformat(at),
        duration=timedelta(hours=1),
        zone=ZoneInfo(zone),
        starts_on=date.fromisoformat(series["starts_on"]),
        ends_on=date.fromisoformat(last) if (last := series.get("ends_on") or last_by_count(series)) else None,
        skipped=skipped,
        extra=extra,
    )


def last_by_count(series: dict[str, Any]) -> str:
    """Return the last day by COUNT, which counts days that are skipped (RFC 5545, 3.3.10)."""
    if "count" not in series:
        return ""
    days = Rhythm.read(series["rule"]).days(*2 * [date.fromisoformat(series["starts_on"])])
    return str([next(days) for _ in range(series["count"])][-1])


def moments(found: Timetable) -> list[datetime]:
    window = (date.fromisoformat(TABLE["first"]), date.fromisoformat(TABLE["last"]))
    return [one.starts_at for one in found.occurrences(*window)]


def test_the_table_has_forty_zones_and_every_kind_of_rule() -> None:
    assert len(TABLE["zones"]) == 40
    assert answers()["answers"].keys() == TABLE["zones"].keys()
    assert answers()["made"]["gaps"] > 100
    assert answers()["made"]["folds"] > 100
    kinds = {rule.split("=")[1].split(";")[0] for rule in (series["rule"] for series in TABLE["series"])}
    assert kinds == {"DAILY", "WEEKLY", "MONTHLY"}


@pytest.mark.parametrize("zone", TABLE["zones"])
def test_every_meeting_of_three_years_is_when_others_say(zone: str) -> None:
    for at, columns in zip(TABLE["zones"][zone], answers()["answers"][zone], strict=True):
        for series, steps in zip(TABLE["series"], columns, strict=True):
            expected = [datetime.fromtimestamp(minutes * 60, UTC) for minutes in accumulate(steps)]
            assert moments(timetable(series, zone, at)) == expected, (series["rule"], at)


@pytest.mark.parametrize("changed", ["19:01", "18:59"])
def test_a_minute_elsewhere_is_noticed(changed: str) -> None:
    series, steps = TABLE["series"][0], answers()["answers"]["Europe/London"][0][0]

    assert moments(timetable(series, "Europe/London", changed))[0] != datetime.fromtimestamp(steps[0] * 60, UTC)
