"""Saying whether one comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import NotPermitted
from apps.groups.models import EndKind, Group, Membership
from apps.groups.services.access import read_access
from apps.groups.services.memberships import end_membership
from apps.meetings.errors import MeetingCancelled, MeetingOver, NotForNewcomers, UnknownAnswer
from apps.meetings.models import Answer, Meeting, Rsvp
from apps.meetings.services.rsvps import answer_meeting, fill_all_places, places_taken
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.meetings.factories import make_meeting, make_rsvp, make_series


def answer_of(user: User, meeting: Meeting) -> str | None:
    return Rsvp.objects.filter(membership__user=user, meeting=meeting).values_list("answer", flat=True).first()


def test_a_second_yes_is_the_first(bob: User, group: Group) -> None:
    meeting = make_meeting(group)
    access = read_access(bob, group)

    assert answer_meeting(access, meeting, "yes") == Answer.YES
    first = Rsvp.objects.get()
    assert answer_meeting(access, meeting, "yes") == Answer.YES
    assert Rsvp.objects.get().answered_at == first.answered_at


def test_answers_change_and_can_be_taken_back(bob: User, group: Group) -> None:
    meeting = make_meeting(group)
    access = read_access(bob, group)

    for answer in ("yes", "maybe", "no"):
        answer_meeting(access, meeting, answer)
        assert answer_of(bob, meeting) == answer
    assert answer_meeting(access, meeting, "undo") is None
    assert answer_meeting(access, meeting, "undo") is None
    assert answer_of(bob, meeting) is None


@pytest.mark.parametrize("answer", ["", "waiting", "YES", "yes\0", "x" * 10_000])
def test_an_unknown_answer_changes_nothing(answer: str, bob: User, group: Group) -> None:
    meeting = make_meeting(group)

    with pytest.raises(UnknownAnswer):
        answer_meeting(read_access(bob, group), meeting, answer)
    assert not Rsvp.objects.exists()


@pytest.mark.parametrize("who", ["eve", "nia", "sam"])
def test_whoever_is_not_in_the_group_cannot_answer(who: str, group: Group, request: pytest.FixtureRequest) -> None:
    meeting = make_meeting(group)

    with pytest.raises(NotPermitted):
        answer_meeting(read_access(request.getfixturevalue(who), group), meeting, "yes")
    assert not Rsvp.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"ended_at": timezone.now(), "end_kind": EndKind.REMOVED},
        {"suspended_until": timezone.now() + timedelta(days=1)},
    ],
)
def test_removed_and_suspended_members_find_nothing(changes: dict[str, object], bob: User, group: Group) -> None:
    meeting = make_meeting(group)
    type(membership_of(bob, group)).objects.filter(user=bob).update(**changes)

    with pytest.raises(NotFound):
        answer_meeting(read_access(bob, group), meeting, "yes")


def test_a_meeting_for_settled_members_waits_for_newcomers_to_settle(group: Group) -> None:
    newcomer = make_user("new")
    make_membership(newcomer, group, "Wren", settled_at=None)
    closed = make_meeting(group, series=make_series(group, is_open_to_newcomers=False))

    with pytest.raises(NotForNewcomers):
        answer_meeting(read_access(newcomer, group), closed, "yes")
    assert answer_meeting(read_access(newcomer, group), make_meeting(group), "yes") == Answer.YES


def test_nothing_can_be_answered_after_the_end_or_a_cancellation(bob: User, group: Group) -> None:
    access = read_access(bob, group)

    with pytest.raises(MeetingOver):
        answer_meeting(access, make_meeting(group, starts_in=timedelta(hours=-2)), "yes")
    with pytest.raises(MeetingCancelled):
        answer_meeting(access, make_meeting(group, state=Meeting.State.CANCELLED), "yes")


def test_when_all_places_are_taken_one_waits_and_the_first_who_waited_gets_the_next(
    bob: User, carol: User, mo: User, alice: User, group: Group
) -> None:
    meeting = make_meeting(group, series=make_series(group, capacity=2))
    answers = {user: answer_meeting(read_access(user, group), meeting, "yes") for user in (alice, bob, carol, mo)}
    assert list(answers.values()) == ["yes", "yes", "waiting", "waiting"]

    answer_meeting(read_access(alice, group), meeting, "undo")

    assert answer_of(carol, meeting) == "yes"
    assert answer_of(mo, meeting) == "waiting"
    assert Notice.objects.get().user == carol


def test_a_repeated_yes_while_waiting_keeps_the_place_in_the_row(bob: User, carol: User, group: Group) -> None:
    meeting = make_meeting(group, series=make_series(group, capacity=2))
    for name in ("one", "two"):
        make_rsvp(meeting, make_membership(make_user(name), group, name))
    answer_meeting(read_access(bob, group), meeting, "yes")
    answer_meeting(read_access(carol, group), meeting, "yes")
    answer_meeting(read_access(bob, group), meeting, "yes")

    assert list(
        Rsvp.objects.filter(answer="waiting").order_by("answered_at").values_list("membership__user", flat=True)
    ) == [
        bob.pk,
        carol.pk,
    ]


def test_a_place_left_behind_by_a_member_who_left_is_given_away(bob: User, carol: User, group: Group) -> None:
    meeting = make_meeting(group, series=make_series(group, capacity=2))
    gone = make_membership(make_user("gone"), group, "Gone")
    make_rsvp(meeting, gone)
    make_rsvp(meeting, membership_of(bob, group))
    answer_meeting(read_access(carol, group), meeting, "yes")
    gone.ended_at = timezone.now()
    gone.save()

    fill_all_places()

    assert answer_of(carol, meeting) == "yes"


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_at_once_is_one_answer(bob: User, group: Group) -> None:
    meeting = make_meeting(group)

    def tap(_number: int) -> str | None:
        try:
            return answer_meeting(read_access(bob, group), meeting, "yes")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(tap, range(4))) == {Answer.YES}
    assert Rsvp.objects.count() == 1


@pytest.mark.parametrize("kind", [EndKind.LEFT, EndKind.REMOVED])
def test_whoever_is_out_of_the_group_frees_their_place_at_once(
    kind: EndKind, bob: User, carol: User, mo: User, group: Group
) -> None:
    meeting = make_meeting(group, series=make_series(group, capacity=1))
    other = make_meeting(group)
    for user in (bob, carol, mo):
        answer_meeting(read_access(user, group), meeting, "yes")
    answer_meeting(read_access(bob, group), other, "maybe")

    end_membership(membership_of(bob, group), kind)

    assert [answer_of(user, meeting) for user in (carol, mo)] == ["yes", "waiting"]
    assert not Rsvp.objects.filter(membership__user=bob).exists()
    assert Notice.objects.get(kind="meeting_place_free").user == carol


def test_whoever_comes_back_to_the_group_does_not_overfill_a_meeting(bob: User, carol: User, group: Group) -> None:
    meeting = make_meeting(group, series=make_series(group, capacity=1))
    for user in (bob, carol):
        answer_meeting(read_access(user, group), meeting, "yes")
    end_membership(membership_of(bob, group), EndKind.LEFT)
    Membership.objects.filter(user=bob).update(ended_at=None, end_kind="")

    assert places_taken(meeting) == 1
    assert answer_meeting(read_access(bob, group), meeting, "yes") == "waiting"
