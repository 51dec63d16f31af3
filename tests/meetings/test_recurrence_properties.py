"""What holds for every rhythm, start, end and exception."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.meetings.rules.recurrence import Timetable
from apps.meetings.rules.rhythm import LAST, Every, Rhythm, between
from tests.meetings.test_recurrence import ZONES

intervals = st.integers(1, 12)
weekdays = st.integers(0, 6)
rhythms = st.one_of(
    st.builds(Rhythm, st.just(Every.DAY), intervals),
    st.builds(
        Rhythm, st.just(Every.WEEK), intervals, st.sets(weekdays, min_size=1).map(lambda days: tuple(sorted(days)))
    ),
    st.builds(
        Rhythm, st.just(Every.MONTH), intervals, weekdays.map(lambda day: (day,)), st.sampled_from([1, 2, 3, 4, LAST])
    ),
    st.builds(Rhythm, st.just(Every.MONTH), intervals, month_day=st.sampled_from([*range(1, 32), LAST])),
)
days = st.dates(date(2020, 1, 1), date(2032, 1, 1))
some_days = st.frozensets(days, max_size=5)
wall_times = st.times().map(lambda value: value.replace(second=0, microsecond=0))


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    starts_on = draw(days)
    length = draw(st.none() | st.integers(0, 900))
    rhythm = draw(rhythms)
    # Days left out that are really some of its own, and others.
    own = between(rhythm.days(starts_on, starts_on), starts_on + timedelta(days=400))
    skipped = draw(st.frozensets(st.sampled_from(own), max_size=4)) if own else frozenset()
    return Timetable(
        rhythm=rhythm,
        local_time=draw(wall_times),
        duration=timedelta(minutes=draw(st.integers(10, 240))),
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        starts_on=starts_on,
        ends_on=None if length is None else starts_on + timedelta(days=length),
        skipped=skipped | draw(some_days),
        extra=draw(some_days),
    )


@given(rhythms)
def test_a_rhythm_is_written_and_read_again(rhythm: Rhythm) -> None:
    assert Rhythm.read(str(rhythm)) == rhythm


@given(rhythms, days, st.integers(-400, 1500), st.integers(0, 800))
def test_any_window_has_the_days_that_another_library_counts_to(
    rhythm: Rhythm, starts_on: date, offset: int, length: int
) -> None:
    first = starts_on + timedelta(days=offset)
    last = first + timedelta(days=length)
    rule = rrulestr(str(rhythm), dtstart=datetime.combine(starts_on, time()))

    counted = rule.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)

    assert between(rhythm.days(starts_on, first), last) == [moment.date() for moment in counted]


@given(rhythms, days)
def test_the_first_day_fits_and_nothing_fits_before_it(rhythm: Rhythm, wanted: date) -> None:
    first = rhythm.first_day(wanted)

    assert first >= wanted
    assert next(rhythm.days(first, first)) == first


@given(timetables(), st.integers(-100, 1000), st.integers(0, 400))
def test_meetings_are_in_order_unique_and_within_bounds(found: Timetable, offset: int, length: int) -> None:
    first = found.starts_on + timedelta(days=offset)
    last = first + timedelta(days=length)
    meetings = list(found.occurrences(first, last))
    own = [one.occurs_on for one in meetings if one.occurs_on not in found.extra]

    assert all(one.occurs_on < two.occurs_on for one, two in pairwise(meetings))
    assert all(one.starts_at < two.starts_at for one, two in pairwise(meetings))
    assert all(first <= one.occurs_on <= last for one in meetings)
    assert all(found.starts_on <= day <= (found.ends_on or day) for day in own)
    assert not {one.occurs_on for one in meetings} & found.skipped
    assert {one.ends_at - one.starts_at for one in meetings} <= {found.duration}


@given(timetables(), st.integers(0, 500), st.integers(0, 500))
def test_two_windows_beside_each_other_have_what_one_has(found: Timetable, one: int, two: int) -> None:
    first = found.starts_on - timedelta(days=30)
    middle, last = first + timedelta(days=one), first + timedelta(days=one + two + 1)

    assert found.days(first, middle) + found.days(middle + timedelta(days=1), last) == found.days(first, last)


@given(timetables(), st.integers(1, 30))
def test_the_day_of_the_nth_meeting_leaves_just_as_many(found: Timetable, number: int) -> None:
    last = found.day_number(number)

    kept = between(found.rhythm.days(found.starts_on, found.starts_on), last)
    assert len([day for day in kept if day not in found.skipped]) == number


@settings(max_examples=50)
@given(timetables(), days, st.integers(0, 8))
def test_the_next_days_are_the_first_of_all_that_follow(found: Timetable, first: date, number: int) -> None:
    last = max(first, found.starts_on) + timedelta(days=500)
    expected = found.days(first, last)[:number]

    assert found.next_days(first, number)[: len(expected)] == expected
