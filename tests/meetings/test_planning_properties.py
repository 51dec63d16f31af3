"""What holds for rows whatever is planned: nothing twice, there and back, and no day lost between two series."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.rules.rhythm import Rhythm, between
from apps.meetings.services.occurrences import AHEAD, materialise, timetable_of
from apps.meetings.services.series import SeriesPlan, change_following, change_series, plan_series
from apps.meetings.services.single_meetings import MeetingPlan, change_meeting
from tests.meetings.test_planning import plan_of
from tests.meetings.test_recurrence import ZONES
from tests.meetings.test_recurrence_properties import rhythms, wall_times

NOW = datetime(2030, 3, 1, 12, tzinfo=UTC)
HORIZON = NOW.date() + AHEAD - timedelta(days=1)
LATER = st.integers(1, 300).map(lambda minutes: timedelta(minutes=17 * minutes))
with_rows = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@contextmanager
def then_undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


@st.composite
def plans(draw: st.DrawFn) -> SeriesPlan:
    """Series that began at most a year ago, some with an end, days left out and extra ones."""
    rhythm: Rhythm = draw(rhythms)
    starts_on = rhythm.first_day(draw(st.dates(date(2029, 3, 1), date(2030, 3, 10))))
    own = between(rhythm.days(starts_on, date(2030, 3, 2)), date(2030, 4, 10))
    return SeriesPlan(
        title="One evening at a time",
        recurrence=str(rhythm),
        local_time=draw(wall_times),
        duration=timedelta(minutes=draw(st.integers(10, 240))),
        time_zone=draw(st.sampled_from(ZONES)),
        starts_on=starts_on,
        ends_on=draw(st.none() | st.dates(date(2030, 3, 15), date(2030, 6, 1))),
        skipped_days=sorted(draw(st.sets(st.sampled_from(own), max_size=3))) if own else [],
        extra_days=sorted(draw(st.sets(st.dates(date(2030, 3, 2), date(2030, 4, 10)), max_size=2)) - set(own)),
    )


def rows_of(*series: MeetingSeries) -> list[tuple[date, datetime, datetime]]:
    rows = Meeting.objects.filter(series__in=series, state="planned").order_by("occurs_on")
    return list(rows.values_list("occurs_on", "starts_at", "ends_at"))


@with_rows
@given(plan=plans())
def test_materialising_again_adds_nothing_and_the_rows_are_the_timetables(
    plan: SeriesPlan, alice: User, group: Group
) -> None:
    with then_undone():
        series = plan_series(read_access(alice, group), plan)
        found = timetable_of(series)

        assert materialise(series.pk) == materialise(series.pk) == 0
        for day, starts_at, ends_at in rows_of(series):
            assert (found.occurrence(day).starts_at, found.occurrence(day).ends_at) == (starts_at, ends_at)


@with_rows
@given(plan=plans(), other=plans())
def test_a_series_changed_there_and_back_is_as_it_was(
    plan: SeriesPlan, other: SeriesPlan, alice: User, group: Group
) -> None:
    with then_undone():
        access = read_access(alice, group)
        series = plan_series(access, plan)
        before = [row for row in rows_of(series) if row[0] <= HORIZON]

        change_series(access, series, other)
        change_series(access, series, plan)

        # A meeting may have moved within its week to a day that is not yet planned for.
        assert [row for row in rows_of(series) if row[0] <= HORIZON] == before


@with_rows
@given(plan=plans(), later=LATER, number=st.integers(0, 40))
def test_a_meeting_moved_there_and_back_is_as_it_was(
    plan: SeriesPlan, later: timedelta, number: int, alice: User, group: Group
) -> None:
    with then_undone():
        access = read_access(alice, group)
        series = plan_series(access, plan)
        before = rows_of(series)
        meetings = list(series.meetings.filter(starts_at__gt=NOW))
        for meeting in meetings[number : number + 1]:
            change_meeting(access, meeting, MeetingPlan(meeting.starts_at + later, later))
            change_meeting(access, meeting, MeetingPlan(meeting.starts_at, meeting.ends_at - meeting.starts_at))

        assert rows_of(series) == before
        assert not series.meetings.filter(is_moved=True).exists()


@with_rows
@given(plan=plans(), number=st.integers(0, 40), at=st.sampled_from([None, time(20)]))
def test_from_one_meeting_on_no_day_is_lost_and_none_is_there_twice(
    plan: SeriesPlan, number: int, at: time | None, alice: User, group: Group
) -> None:
    with then_undone():
        access = read_access(alice, group)
        series = plan_series(access, plan)
        before = [day for day, *_moments in rows_of(series)]
        meetings = list(series.meetings.filter(starts_at__gt=NOW).order_by("occurs_on"))
        for meeting in meetings[number : number + 1]:
            following = change_following(access, meeting, continued(series, meeting, at))
            series.refresh_from_db()

            assert [day for day, *_moments in rows_of(series, following)] == before
            if following != series:
                assert max([day for day, *_ in rows_of(series)], default=date.min) < meeting.occurs_on
                assert materialise(series.pk) == materialise(following.pk) == 0


def continued(series: MeetingSeries, meeting: Meeting, at: time | None) -> SeriesPlan:
    """Return the plan that the form offers for what goes on from a meeting."""
    day = meeting.occurs_on
    return plan_of(
        series,
        starts_on=next(Rhythm.read(series.recurrence).days(series.starts_on, day)),
        local_time=at or series.local_time,
        skipped_days=[one for one in series.skipped_days if one >= day],
        extra_days=[one for one in series.extra_days if one >= day],
    )
