"""Planning a series, its meetings ahead, its changes and its end."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import NotPermitted
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.meetings.errors import MeetingBegun, MeetingCancelled
from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.services.occurrences import AHEAD, materialise, materialise_all
from apps.meetings.services.rescheduling import reschedule
from apps.meetings.services.series import SeriesPlan, change_series, end_series, plan_series
from apps.meetings.services.single_meetings import MeetingPlan, cancel_meeting, change_meeting
from apps.notifications.models import Notice
from tests.groups.factories import make_membership, membership_of
from tests.meetings.factories import make_meeting, make_rsvp, make_series

NEW_YORK = ZoneInfo("America/New_York")


def a_plan(**changes: Any) -> SeriesPlan:
    tomorrow = timezone.now().date() + timedelta(days=1)
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[tomorrow.weekday()]
    plan = SeriesPlan(
        title="One evening at a time",
        recurrence=f"FREQ=WEEKLY;BYDAY={weekday}",
        local_time=time(19),
        duration=timedelta(hours=1),
        time_zone="America/New_York",
        starts_on=tomorrow,
    )
    return replace(plan, **changes)


def planned(alice: User, group: Group, **changes: object) -> MeetingSeries:
    return plan_series(read_access(alice, group), a_plan(**changes))


def kinds_told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_planned_series_has_its_meetings_of_the_next_weeks(alice: User, group: Group) -> None:
    series = planned(alice, group)

    meetings = list(series.meetings.all())
    assert len(meetings) == 6
    assert {meeting.starts_at.astimezone(NEW_YORK).time() for meeting in meetings} == {time(19)}
    assert all(meeting.starts_at < timezone.now() + AHEAD + timedelta(days=1) for meeting in meetings)


def test_materialising_again_adds_nothing_and_later_adds_the_next(alice: User, group: Group) -> None:
    series = planned(alice, group)

    assert materialise(series.pk) == 0
    assert materialise_all(now=timezone.now() + timedelta(days=7)) == 1
    assert series.meetings.count() == 7


def test_the_week_of_the_clock_change_stays_at_19_in_new_york(group: Group) -> None:
    series = make_series(group, recurrence="FREQ=WEEKLY;BYDAY=SU", local_time=time(19), time_zone="America/New_York")

    materialise(series.pk, now=datetime(2027, 3, 1, tzinfo=UTC))

    starts = list(series.meetings.values_list("starts_at", flat=True))
    assert starts[1:3] == [datetime(2027, 3, 8, 0, tzinfo=UTC), datetime(2027, 3, 14, 23, tzinfo=UTC)]


@pytest.mark.django_db(transaction=True)
def test_two_materialising_at_once_add_each_meeting_once(group: Group) -> None:
    series = make_series(group)

    def run(_number: int) -> int:
        try:
            return materialise(series.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        added = list(threads.map(run, range(4)))

    assert sorted(added) == [0, 0, 0, series.meetings.count()]


@pytest.mark.parametrize("who", ["bob", "mo", "eve", "nia", "sam"])
def test_only_planners_plan(who: str, group: Group, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)

    with pytest.raises((NotPermitted, NotFound)):
        plan_series(read_access(user, group), a_plan())
    assert not MeetingSeries.objects.exists()


def test_hosts_are_members_of_this_group_alone(alice: User, bob: User, eve: User, group: Group) -> None:
    stranger = eve.memberships.get()
    own = membership_of(bob, group)

    series = planned(alice, group, hosts=[stranger.public_id, own.public_id, "nobody"])

    assert list(series.hosts.all()) == [own]


def test_another_time_moves_what_lies_ahead_with_its_answers_and_tells_once(
    alice: User, bob: User, carol: User, group: Group
) -> None:
    series = planned(alice, group)
    first, second, *_rest = series.meetings.all()
    for meeting in (first, second):
        make_rsvp(meeting, membership_of(bob, group))
    make_rsvp(first, membership_of(carol, group), "no")

    change_series(read_access(alice, group), series, a_plan(local_time=time(20)))

    moved = list(series.meetings.all())
    assert [meeting.pk for meeting in moved[:2]] == [first.pk, second.pk]
    assert {meeting.starts_at.astimezone(NEW_YORK).hour for meeting in moved} == {20}
    assert first.rsvps.count() == 2
    assert kinds_told(bob) == ["meetings_changed"]
    assert kinds_told(carol) == []


def test_another_weekday_moves_each_meeting_within_its_week(alice: User, bob: User, group: Group) -> None:
    series = planned(alice, group, starts_on=date(2030, 1, 1), recurrence="FREQ=WEEKLY;BYDAY=TU")
    materialise(series.pk, now=datetime(2030, 1, 1, tzinfo=UTC))
    first = series.meetings.earliest("starts_at")
    make_rsvp(first, membership_of(bob, group))
    assert first.occurs_on == date(2030, 1, 1)

    plan = a_plan(starts_on=date(2030, 1, 1), recurrence="FREQ=WEEKLY;BYDAY=TH")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: datetime(2030, 1, 1, tzinfo=UTC))
        change_series(read_access(alice, group), series, plan)

    first.refresh_from_db()
    assert first.occurs_on == date(2030, 1, 3)
    assert first.rsvps.count() == 1
    assert {meeting.occurs_on.weekday() for meeting in series.meetings.all()} == {3}


def test_other_words_are_told_once_and_what_touches_nobody_is_not(alice: User, bob: User, group: Group) -> None:
    series = planned(alice, group)
    access = read_access(alice, group)
    make_rsvp(series.meetings.earliest("starts_at"), membership_of(bob, group))

    change_series(access, series, a_plan(capacity=20, hosts=[membership_of(alice, group).public_id]))
    assert kinds_told(bob) == []
    change_series(access, series, a_plan(title="Another name"))

    assert kinds_told(bob) == ["meeting_changed"]
    assert Meeting.objects.filter(series=series).earliest("starts_at").title == "Another name"


def test_what_was_moved_alone_or_cancelled_alone_stays_so(alice: User, group: Group) -> None:
    series = planned(alice, group)
    first, second, *_rest = series.meetings.all()
    own_time = first.starts_at + timedelta(hours=3)
    change_meeting(read_access(alice, group), first, MeetingPlan(own_time, timedelta(hours=1), "Outside"))
    cancel_meeting(read_access(alice, group), second)

    change_series(read_access(alice, group), series, a_plan(local_time=time(20)))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.starts_at, first.title) == (own_time, "Outside")
    assert second.state == Meeting.State.CANCELLED
    assert materialise(series.pk) == 0


def test_a_shorter_series_cancels_what_was_answered_and_drops_the_rest(alice: User, bob: User, group: Group) -> None:
    series = planned(alice, group)
    first, second, *_rest = series.meetings.all()
    make_rsvp(second, membership_of(bob, group))

    change_series(read_access(alice, group), series, a_plan(ends_on=first.occurs_on))

    assert [meeting.state for meeting in series.meetings.all()] == ["planned", "cancelled"]
    assert kinds_told(bob) == ["meeting_cancelled"]


def test_cancelling_tells_whoever_said_yes_once(alice: User, bob: User, carol: User, mo: User, group: Group) -> None:
    meeting = planned(alice, group).meetings.earliest("starts_at")
    make_rsvp(meeting, membership_of(bob, group))
    make_rsvp(meeting, membership_of(carol, group), "maybe")
    left = make_membership(User.objects.create_user("left@example.org"), group, "Left", ended_at=timezone.now())
    make_rsvp(meeting, left)

    cancel_meeting(read_access(alice, group), meeting)
    cancel_meeting(read_access(alice, group), meeting)

    assert kinds_told(bob) == ["meeting_cancelled"]
    assert kinds_told(carol) == kinds_told(mo) == kinds_told(left.user) == []


def test_a_meeting_that_has_begun_or_fallen_away_does_not_move(alice: User, group: Group) -> None:
    access = read_access(alice, group)
    later = timezone.now() + timedelta(days=1)
    begun = make_meeting(group, starts_in=timedelta(minutes=-5), state=Meeting.State.OPEN)
    away = make_meeting(group, state=Meeting.State.CANCELLED)

    with pytest.raises(MeetingBegun):
        change_meeting(access, begun, MeetingPlan(later, timedelta(hours=1)))
    with pytest.raises(MeetingBegun):
        cancel_meeting(access, begun)
    with pytest.raises(MeetingCancelled):
        change_meeting(access, away, MeetingPlan(later, timedelta(hours=1)))


def test_ending_a_series_cancels_what_lies_ahead_and_tells_each_person_once(
    alice: User, bob: User, group: Group
) -> None:
    series = planned(alice, group)
    for meeting in series.meetings.all():
        make_rsvp(meeting, membership_of(bob, group))

    end_series(read_access(alice, group), series)
    end_series(read_access(alice, group), series)

    assert set(series.meetings.values_list("state", flat=True)) == {"cancelled"}
    assert kinds_told(bob) == ["meetings_changed"]
    assert materialise(series.pk, now=timezone.now() + timedelta(days=30)) == 0


def test_days_may_change_places_in_one_statement(alice: User, group: Group) -> None:
    series = make_series(group, starts_on=date(2030, 1, 7), recurrence="FREQ=WEEKLY;BYDAY=MO,WE")
    now = datetime(2030, 1, 7, tzinfo=UTC)
    materialise(series.pk, now=now)
    before = {meeting.pk: meeting.occurs_on for meeting in series.meetings.all()}

    series.recurrence = "FREQ=WEEKLY;BYDAY=WE,FR"
    series.save()
    reschedule(series, now=now)

    connection.check_constraints()
    after = {meeting.pk: meeting.occurs_on for meeting in series.meetings.all()}
    assert {day.weekday() for day in after.values()} == {2, 4}
    assert set(after) == set(before)
