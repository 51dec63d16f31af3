"""Who looks after a group, by its clock and through the nights when the clocks change."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.groups.rules.duty import Duty, WeeklyHours, coming_and_going, duty_in

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
EVENING = [WeeklyHours(day, time(18), time(22)) for day in range(7)]
NIGHT = [WeeklyHours(day, time(22), time(6)) for day in range(7)]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def duty_at(now: datetime, hours: Sequence[WeeklyHours], zone: ZoneInfo) -> Duty:
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=offset) for offset in range(-1, 15)]
    spans = [span for day in days for window in hours if (span := window.span_on(day, zone))]
    return duty_in(coming_and_going(spans), now)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-22T18:00", "2026-11-22T22:00"),
        ("2026-11-22T21:59", "2026-11-22T22:00"),
        ("2026-07-01T17:00", "2026-07-01T21:00"),  # British summer: 18:00 there
    ],
)
def test_somebody_is_there_until_the_end_of_the_hours(now: str, until: str) -> None:
    assert duty_at(utc(now), EVENING, LONDON) == Duty(until=utc(until))


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2026-11-22T17:59", "2026-11-22T18:00", "2026-11-22T22:00"),
        ("2026-11-22T22:00", "2026-11-23T18:00", "2026-11-23T22:00"),
    ],
)
def test_else_it_says_when_somebody_is_next(now: str, start: str, end: str) -> None:
    assert duty_at(utc(now), EVENING, LONDON) == Duty(next_from=utc(start), next_until=utc(end))


def test_hours_reach_into_the_next_morning() -> None:
    assert duty_at(utc("2026-11-23T03:00"), NIGHT, LONDON) == Duty(until=utc("2026-11-23T06:00"))


def test_hours_that_touch_are_one() -> None:
    both = [WeeklyHours(6, time(18), time(22)), WeeklyHours(6, time(22), time(1))]

    assert duty_at(utc("2026-11-22T19:00"), both, LONDON) == Duty(until=utc("2026-11-23T01:00"))


def test_equal_ends_are_a_whole_day() -> None:
    assert duty_at(utc("2026-11-22T12:00"), [WeeklyHours(6, time(9), time(9))], LONDON).until == utc("2026-11-23T09:00")


def test_once_a_week_is_found_six_days_ahead() -> None:
    saturday = [WeeklyHours(5, time(10), time(11))]

    assert duty_at(utc("2026-11-22T12:00"), saturday, LONDON).next_from == utc("2026-11-28T10:00")
    assert duty_at(utc("2026-11-28T11:00"), saturday, LONDON).next_from == utc("2026-12-05T10:00")


def test_nobody_ever_is_said_as_that() -> None:
    assert duty_at(utc("2026-11-22T12:00"), [], LONDON) == Duty()


def test_a_night_is_an_hour_shorter_when_clocks_go_forward() -> None:
    # 29 March 2026: 01:00 becomes 02:00 in London.
    duty = duty_at(utc("2026-03-28T23:00"), NIGHT, LONDON)

    assert duty.until == utc("2026-03-29T05:00")


def test_a_night_is_an_hour_longer_when_clocks_go_back() -> None:
    # 1 November 2026: 02:00 becomes 01:00 in New York.
    assert duty_at(utc("2026-11-01T04:00"), NIGHT, NEW_YORK).until == utc("2026-11-01T11:00")


def test_hours_in_the_skipped_hour_begin_when_it_is_over() -> None:
    skipped = [WeeklyHours(6, time(1, 30), time(3))]

    assert duty_at(utc("2026-03-29T00:00"), skipped, LONDON) == Duty(
        next_from=utc("2026-03-29T01:30"), next_until=utc("2026-03-29T02:00")
    )


def test_hours_in_the_repeated_hour_last_through_both() -> None:
    repeated = [WeeklyHours(6, time(1), time(1, 30))]  # 25 October 2026 in London

    assert duty_at(utc("2026-10-25T00:10"), repeated, LONDON).until == utc("2026-10-25T01:30")


def test_hours_that_lie_wholly_in_the_skipped_hour_are_none() -> None:
    skipped = WeeklyHours(6, time(1, 10), time(1, 50))

    assert skipped.span_on(datetime.fromisoformat("2026-03-29").date(), LONDON) is None


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
windows = st.lists(st.builds(WeeklyHours, st.integers(0, 6), clocks, clocks), max_size=6)
moments = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-01-01"), timezones=st.just(UTC)
)


@given(
    moments, windows, st.sampled_from([LONDON, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")])
)
def test_what_is_said_is_never_in_the_past(now: datetime, hours: list[WeeklyHours], zone: ZoneInfo) -> None:
    duty = duty_at(now, hours, zone)

    assert duty.until is None or duty.until > now
    assert duty.next_from is None or (duty.next_until and now < duty.next_from < duty.next_until)
    assert (duty == Duty()) == (not hours)
