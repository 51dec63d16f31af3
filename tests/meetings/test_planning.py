"""This and following, one meeting alone, exceptions and extra days: what moves, what stays, who is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.groups.errors import NotPermitted
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.meetings.errors import ChangedMeanwhile, MeetingBegun, MeetingOver
from apps.meetings.models import Meeting, MeetingSeries, Service
from apps.meetings.services import series as planning
from apps.meetings.services import single_meetings
from apps.meetings.services.occurrences import materialise_all
from apps.meetings.services.series import SeriesPlan, change_following, change_series, end_series
from apps.meetings.services.single_meetings import MeetingPlan, cancel_meeting, change_meeting, restore_meeting
from apps.notifications.models import Notice
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting, make_rsvp, make_series
from tests.meetings.test_series import a_plan, kinds_told, planned

HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)


def days_of(*series: MeetingSeries) -> list[date]:
    rows = Meeting.objects.filter(series__in=series, state="planned")
    return sorted(rows.values_list("occurs_on", flat=True))


def plan_of(series: MeetingSeries, **changes: Any) -> SeriesPlan:
    columns = {name: getattr(series, name) for name in SeriesPlan.__slots__ if name != "hosts"}
    plan = SeriesPlan(**columns, hosts=list(series.hosts.values_list("public_id", flat=True)))
    return replace(plan, **changes)


# ---- this and following


def test_from_one_meeting_on_another_series_goes_on_with_answers_services_and_hosts(
    alice: User, bob: User, carol: User, group: Group
) -> None:
    access = read_access(alice, group)
    series = planned(alice, group, hosts=[membership_of(bob, group).public_id])
    first, second, third, *_rest = series.meetings.all()
    before = days_of(series)
    make_rsvp(first, membership_of(carol, group))
    make_rsvp(third, membership_of(bob, group))
    Service.objects.create(meeting=third, membership=membership_of(carol, group), role="greeter")

    following = change_following(
        access, second, plan_of(series, local_time=time(20), starts_on=second.occurs_on, title="Later")
    )

    series.refresh_from_db()
    assert (series.title, following.title) == ("One evening at a time", "Later")
    assert days_of(series) == [first.occurs_on]
    assert days_of(series, following) == before
    assert following.meetings.get(pk=third.pk).rsvps.get().membership == membership_of(bob, group)
    assert third.services.get().membership == membership_of(carol, group)
    assert list(following.hosts.all()) == [membership_of(bob, group)]
    # Carol said yes to the first alone, and serves at the third.
    assert (kinds_told(bob), kinds_told(carol)) == (["meeting_moved"], ["meeting_moved"])
    assert materialise_all() == 0


def test_from_the_first_meeting_on_is_the_whole_series(alice: User, group: Group) -> None:
    series = planned(alice, group)
    first = series.meetings.earliest("starts_at")

    same = change_following(read_access(alice, group), first, plan_of(series, local_time=time(20)))

    assert same.pk == series.pk
    assert MeetingSeries.objects.count() == 1


def test_exceptions_extra_days_and_a_script_go_to_the_side_they_belong_to(alice: User, group: Group) -> None:
    series = planned(alice, group)
    first, second, third, *_rest = list(series.meetings.all())
    extra = [first.occurs_on + timedelta(days=1), third.occurs_on + timedelta(days=1)]
    access = read_access(alice, group)
    series = change_series(access, series, plan_of(series, extra_days=extra, skipped_days=[third.occurs_on]))
    script = group.scripts.create(title="An hour")
    MeetingSeries.objects.update(script=script)
    series.refresh_from_db()
    before = days_of(series)

    following = change_following(
        access,
        second,
        plan_of(series, starts_on=second.occurs_on, extra_days=extra[1:], skipped_days=[third.occurs_on]),
    )

    series.refresh_from_db()
    assert (series.extra_days, series.skipped_days) == (extra[:1], [])
    assert (following.extra_days, following.skipped_days) == (extra[1:], [third.occurs_on])
    assert following.script == script
    assert days_of(series, following) == before


def test_nothing_goes_on_from_a_meeting_that_has_begun(alice: User, group: Group) -> None:
    begun = make_meeting(group, starts_in=timedelta(minutes=-5), state=Meeting.State.OPEN)

    with pytest.raises(MeetingBegun):
        change_following(read_access(alice, group), begun, plan_of(begun.series))


# ---- one meeting alone


def test_another_length_and_other_words_are_told_once_and_stay(alice: User, bob: User, group: Group) -> None:
    series = planned(alice, group)
    access = read_access(alice, group)
    first = series.meetings.earliest("starts_at")
    make_rsvp(first, membership_of(bob, group))

    plan = MeetingPlan(first.starts_at, 2 * HOUR, "A long one", "With a guest.")
    change_meeting(access, first, plan)
    change_meeting(access, first, plan)
    assert kinds_told(bob) == ["meeting_changed"]

    change_series(access, series, plan_of(series, local_time=time(20)))
    first.refresh_from_db()
    assert (first.title, first.description) == ("A long one", "With a guest.")
    assert first.ends_at - first.starts_at == 2 * HOUR
    assert kinds_told(bob) == ["meeting_changed"]


def test_moved_there_and_back_it_moves_with_its_series_again(alice: User, group: Group) -> None:
    series = planned(alice, group)
    access = read_access(alice, group)
    first = series.meetings.earliest("starts_at")
    before = first.starts_at

    change_meeting(access, first, MeetingPlan(before + timedelta(days=1, hours=2), 2 * HOUR))
    first.refresh_from_db()
    assert first.is_moved
    change_meeting(access, first, MeetingPlan(before, HOUR))
    first.refresh_from_db()

    assert (first.is_moved, first.starts_at, first.ends_at) == (False, before, before + HOUR)
    change_series(access, series, plan_of(series, local_time=time(20)))
    first.refresh_from_db()
    assert first.starts_at == before + HOUR


def test_a_cancelled_meeting_comes_back_with_its_answers_and_is_told_once(alice: User, bob: User, group: Group) -> None:
    access = read_access(alice, group)
    meeting = planned(alice, group).meetings.earliest("starts_at")
    make_rsvp(meeting, membership_of(bob, group))

    cancel_meeting(access, meeting)
    restore_meeting(access, meeting)
    restore_meeting(access, meeting)

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PLANNED
    assert meeting.rsvps.get().answer == "yes"
    assert kinds_told(bob) == ["meeting_cancelled", "meeting_back"]


def test_what_would_have_begun_does_not_come_back(alice: User, group: Group) -> None:
    gone = make_meeting(group, starts_in=timedelta(minutes=-5), state=Meeting.State.CANCELLED)

    with pytest.raises(MeetingOver):
        restore_meeting(read_access(alice, group), gone)


# ---- days left out, extra days, an end


def test_a_day_left_out_is_cancelled_where_somebody_answered_and_gone_elsewhere(
    alice: User, bob: User, group: Group
) -> None:
    series = planned(alice, group)
    first, second, third, *_rest = list(series.meetings.all())
    make_rsvp(second, membership_of(bob, group))

    change_series(read_access(alice, group), series, plan_of(series, skipped_days=[second.occurs_on, third.occurs_on]))

    assert [one.state for one in series.meetings.filter(pk__in=[second.pk, third.pk])] == ["cancelled"]
    assert first.occurs_on in days_of(series)
    assert kinds_told(bob) == ["meeting_cancelled"]


def test_an_extra_day_is_added_and_may_lie_behind_the_end(alice: User, group: Group) -> None:
    series = planned(alice, group)
    first = series.meetings.earliest("starts_at")
    extra = first.occurs_on + timedelta(days=60)

    change_series(read_access(alice, group), series, plan_of(series, ends_on=first.occurs_on, extra_days=[extra]))

    assert days_of(series) == [first.occurs_on]
    assert materialise_all(now=timezone.now() + timedelta(days=30)) == 1
    assert days_of(series) == [first.occurs_on, extra]


def test_a_series_that_is_over_has_no_extra_days(alice: User, group: Group) -> None:
    series = planned(alice, group, extra_days=[timezone.now().date() + timedelta(days=60)])

    end_series(read_access(alice, group), series)

    assert materialise_all(now=timezone.now() + timedelta(days=40)) == 0
    assert days_of(series) == []


def test_every_second_week_in_a_gap_and_in_a_fold(group: Group) -> None:
    # Clocks go forward in London on 29 March 2026 at 01:00 and back on 25 October at 02:00.
    series = make_series(
        group, recurrence="FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", local_time=time(1, 30), starts_on=date(2026, 3, 15)
    )
    starts = []
    for now in (datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)):
        series.meetings.all().delete()
        materialise_all(now=now)
        starts.append(series.meetings.earliest("starts_at").starts_at)

    assert starts == [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


# ---- who is told, and who may not


def test_one_change_of_many_meetings_is_one_notice_that_names_each(alice: User, bob: User, group: Group) -> None:
    series = planned(alice, group)
    first, second, third, *_rest = list(series.meetings.all())
    for meeting in (first, second, third):
        make_rsvp(meeting, membership_of(bob, group))

    change_series(
        read_access(alice, group),
        series,
        plan_of(series, local_time=time(20), title="Another name", skipped_days=[second.occurs_on]),
    )

    notice = Notice.objects.get(user=bob)
    assert notice.kind == "meetings_changed"
    assert [line["change"] for line in notice.details["lines"]] == ["moved", "cancelled", "moved"]
    assert notice.details["more"] == 0
    assert notice.wants_mail


@pytest.mark.parametrize("who", ["bob", "mo", "eve", "nia", "sam"])
def test_only_planners_change_anything(who: str, group: Group, request: pytest.FixtureRequest) -> None:
    meeting = make_meeting(group)
    access = read_access(request.getfixturevalue(who), group)
    attempts: list[Callable[[], Any]] = [
        lambda: change_series(access, meeting.series, a_plan()),
        lambda: change_following(access, meeting, a_plan()),
        lambda: end_series(access, meeting.series),
        lambda: cancel_meeting(access, meeting),
        lambda: restore_meeting(access, meeting),
        lambda: change_meeting(access, meeting, MeetingPlan(meeting.starts_at + HOUR, HOUR)),
    ]

    for attempt in attempts:
        with pytest.raises((NotPermitted, NotFound)):
            attempt()


# ---- two planners at once


def at_once(*changes: Callable[[], Any]) -> list[str]:
    """Return the code of what each met, or nothing, after all began together."""
    together = Barrier(len(changes))

    def run(change: Callable[[], Any]) -> str:
        try:
            together.wait(30)
            change()
        except DomainError as error:
            return error.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(changes)) as threads:
        return sorted(threads.map(run, changes))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_series_at_once_the_second_is_told(alice: User, group: Group) -> None:
    series = planned(alice, group)
    access, seen = read_access(alice, group), planning.state_of(series)

    met = at_once(
        lambda: change_series(access, series, a_plan(title="One"), seen=seen),
        lambda: change_series(access, series, a_plan(title="Two"), seen=seen),
    )

    assert met == ["", ChangedMeanwhile.code]
    assert MeetingSeries.objects.get().title in {"One", "Two"}


@pytest.mark.django_db(transaction=True)
def test_two_who_change_from_one_meeting_on_at_once_make_one_series(alice: User, group: Group) -> None:
    series = planned(alice, group)
    before = days_of(series)
    access, meeting = read_access(alice, group), series.meetings.all()[2]
    plan = plan_of(series, starts_on=meeting.occurs_on, local_time=time(21))

    met = at_once(*[lambda: change_following(access, Meeting.objects.get(pk=meeting.pk), plan)] * 2)

    assert met.count("") >= 1
    assert set(met) <= {"", ChangedMeanwhile.code}
    assert MeetingSeries.objects.count() == 2
    assert days_of(*MeetingSeries.objects.all()) == before


@pytest.mark.django_db(transaction=True)
def test_one_who_changes_a_meeting_and_one_who_changes_its_series_do_not_wait_for_each_other_for_ever(
    alice: User, bob: User, group: Group
) -> None:
    series = planned(alice, group)
    access, first = read_access(alice, group), series.meetings.earliest("starts_at")
    make_rsvp(first, membership_of(bob, group))
    seen = single_meetings.state_of(first)

    met = at_once(
        lambda: change_meeting(access, first, MeetingPlan(first.starts_at + timedelta(hours=3), HOUR), seen=seen),
        lambda: change_series(access, series, plan_of(series, local_time=time(20))),
    )

    assert met in (["", ""], ["", ChangedMeanwhile.code])
    assert 1 <= len(kinds_told(bob)) <= 2
