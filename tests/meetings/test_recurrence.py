"""From a clock on a wall to moments in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import resolve_imaginary
from hypothesis import given
from hypothesis import strategies as st

from apps.meetings.rules.recurrence import Timetable, first_instant
from apps.meetings.rules.rhythm import Rhythm, between, monthly, weekly

ZONES = sorted(
    name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
)


def timetable(zone: str, recurrence: str, local: time, starts_on: date, ends_on: date | None = None) -> Timetable:
    return Timetable(Rhythm.read(recurrence), local, timedelta(minutes=90), ZoneInfo(zone), starts_on, ends_on)


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        # Clocks go forward in New York on 8 March 2026 at 02:00, back on 1 November at 02:00.
        ("America/New_York", "2026-03-07 19:00", "2026-03-08 00:00"),
        ("America/New_York", "2026-03-08 19:00", "2026-03-08 23:00"),
        ("America/New_York", "2026-03-08 01:59", "2026-03-08 06:59"),
        ("America/New_York", "2026-03-08 02:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:00"),
        ("America/New_York", "2026-03-08 03:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("America/New_York", "2026-11-01 02:00", "2026-11-01 07:00"),
        ("Europe/London", "2026-03-29 01:30", "2026-03-29 01:00"),
        ("Europe/London", "2026-10-25 01:30", "2026-10-25 00:30"),
        ("Europe/Madrid", "2027-03-28 02:15", "2027-03-28 01:00"),
        # Half an hour's change, and a gap at midnight.
        ("Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-03 15:30"),
        ("Africa/Cairo", "2026-04-24 00:30", "2026-04-23 22:00"),
        # No change at all, an odd offset, and a day that never was.
        ("Asia/Kolkata", "2026-06-01 19:00", "2026-06-01 13:30"),
        ("Asia/Kathmandu", "2026-06-01 19:00", "2026-06-01 13:15"),
        ("Pacific/Apia", "2011-12-30 19:00", "2011-12-30 10:00"),
    ],
)
def test_a_time_on_the_wall_is_its_first_moment(zone: str, local: str, expected: str) -> None:
    moment = first_instant(datetime.fromisoformat(local), ZoneInfo(zone))

    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2036, 1, 1)),  # noqa: DTZ001 - times on a wall
    st.sampled_from(ZONES).map(ZoneInfo),
)
def test_no_clock_shows_an_earlier_moment_and_the_time_is_shown_or_jumped_over(local: datetime, zone: ZoneInfo) -> None:
    local = local.replace(second=0, microsecond=0)
    moment = first_instant(local, zone)
    shown = moment.astimezone(zone).replace(tzinfo=None)

    assert shown >= local
    assert (moment - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < local
    # Another library agrees wherever the time exists.
    if shown == local:
        assert resolve_imaginary(local.replace(tzinfo=zone)).astimezone(UTC) == moment


def test_a_weekly_meeting_in_new_york_stays_at_19_when_the_clocks_change() -> None:
    series = timetable("America/New_York", "FREQ=WEEKLY;BYDAY=SU", time(19), date(2026, 3, 1))

    starts = [meeting.starts_at for meeting in series.occurrences(date(2026, 3, 1), date(2026, 3, 15))]

    assert [moment.hour for moment in starts] == [0, 23, 23]
    assert starts[1] - starts[0] == timedelta(hours=167)
    assert {moment.astimezone(ZoneInfo("America/New_York")).hour for moment in starts} == {19}


@pytest.mark.parametrize(
    ("recurrence", "days"),
    [
        ("FREQ=DAILY;INTERVAL=10", [2, 12, 22]),
        ("FREQ=WEEKLY;BYDAY=TU,TH", [3, 5, 10, 12, 17, 19, 24, 26, 31]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", [10, 12, 24, 26]),
        ("FREQ=MONTHLY;BYDAY=1TU", [3]),
        ("FREQ=MONTHLY;BYDAY=4SU", [22]),
        ("FREQ=MONTHLY;BYDAY=-1TU", [31]),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TU", [31]),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TU", []),
        ("FREQ=MONTHLY;BYMONTHDAY=31", [31]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", [31]),
    ],
)
def test_days_of_a_rule(recurrence: str, days: list[int]) -> None:
    found = between(Rhythm.read(recurrence).days(date(2026, 1, 1), date(2026, 3, 1)), date(2026, 3, 31))

    assert [day.day for day in found] == days


def test_months_without_the_day_are_left_out() -> None:
    found = between(
        Rhythm.read("FREQ=MONTHLY;BYMONTHDAY=31").days(date(2026, 1, 1), date(2026, 1, 1)), date(2026, 12, 31)
    )

    assert [day.month for day in found] == [1, 3, 5, 7, 8, 10, 12]


def test_a_series_keeps_to_its_first_and_last_day() -> None:
    series = timetable("UTC", "FREQ=WEEKLY;BYDAY=SU", time(8), date(2026, 11, 8), date(2026, 11, 22))

    days = [one.occurs_on.day for one in series.occurrences(date(2026, 10, 1), date(2027, 1, 1))]

    assert days == [8, 15, 22]


@pytest.mark.parametrize(
    "recurrence",
    [
        "",
        "FREQ=YEARLY",
        "FREQ=DAILY;BYDAY=MO",
        "FREQ=DAILY;INTERVAL=1",
        "FREQ=DAILY;INTERVAL=13",
        "FREQ=DAILY;COUNT=3",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=WEEKLY;BYDAY=SU\n",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=5SU",
        "FREQ=MONTHLY;BYDAY=SU",
        "FREQ=MONTHLY;BYDAY=1SU,MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=WEEKLY;BYMONTHDAY=3",
    ],
)
def test_a_rule_that_is_not_offered_is_refused(recurrence: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Rhythm.read(recurrence)


def test_rules_made_from_a_day_can_be_read_again() -> None:
    last_tuesday = date(2026, 3, 31)

    assert str(weekly(last_tuesday)) == "FREQ=WEEKLY;BYDAY=TU"
    assert str(monthly(last_tuesday)) == "FREQ=MONTHLY;BYDAY=-1TU"
    assert str(monthly(date(2026, 3, 28))) == "FREQ=MONTHLY;BYDAY=4SA"
    assert Rhythm.read("FREQ=WEEKLY;BYDAY=SU,MO,MO").weekdays == (0, 6)


def test_the_calendar_ends_where_days_end() -> None:
    far = date(9999, 12, 1)

    for recurrence in ("FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=12;BYDAY=MO,SU", "FREQ=MONTHLY;BYMONTHDAY=31"):
        assert len(list(Rhythm.read(recurrence).days(far, far))) <= 31
