"""Two hundred people tap at the same moment for the one place that is left, each on a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.rules.aliases import fold
from apps.groups.services.access import read_access
from apps.meetings.models import Answer, Meeting, Rsvp
from apps.meetings.services.rsvps import answer_meeting, places_taken
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership
from tests.meetings.factories import make_meeting, make_rsvp, make_series

PEOPLE = 200

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(group: Group) -> Meeting:
    """Three places: two are taken, and somebody who perhaps comes takes none."""
    meeting = make_meeting(group, series=make_series(group, capacity=3))
    for name, answer in (("one", Answer.YES), ("two", Answer.YES), ("three", Answer.MAYBE)):
        make_rsvp(meeting, make_membership(make_user(name), group, name), answer)
    return meeting


@pytest.fixture
def crowd(group: Group) -> list[User]:
    users = User.objects.bulk_create(User(email=f"p{number}@example.org", password="!") for number in range(PEOPLE))
    Membership.objects.bulk_create(
        Membership(user=user, group=group, alias=f"Reed {number}", alias_folded=fold(f"Reed {number}"))
        for number, user in enumerate(users)
    )
    return users


def all_at_once(people: list[User], act: Callable[[User], str | None]) -> list[str | None]:
    """Return what each was answered; everybody is connected before the first one acts."""
    start = Barrier(len(people), timeout=120)

    def tap(user: User) -> str | None:
        try:
            connection.ensure_connection()
            start.wait()
            return act(user)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(tap, people))


def test_one_of_two_hundred_gets_the_last_place_and_the_others_wait_in_order(
    meeting: Meeting, crowd: list[User], group: Group
) -> None:
    answers = all_at_once(crowd, lambda user: answer_meeting(read_access(user, group), meeting, "yes"))

    assert sorted(map(str, answers)) == ["waiting"] * (PEOPLE - 1) + ["yes"]
    assert places_taken(meeting) == 3
    waiting = list(meeting.rsvps.filter(answer=Answer.WAITING).order_by("answered_at", "pk"))
    # The rows were made one after the other, under the meeting's lock: their keys tell in which order.
    assert [one.pk for one in waiting] == sorted(one.pk for one in waiting)
    assert not Notice.objects.exists()


def test_as_many_move_up_at_once_as_places_become_free_and_each_is_told_once(
    meeting: Meeting, crowd: list[User], group: Group
) -> None:
    Rsvp.objects.bulk_create(
        Rsvp(meeting=meeting, membership=member, answer=Answer.WAITING)
        for member in group.memberships.filter(user__in=crowd).order_by("pk")
    )
    meeting.series.capacity = 2
    meeting.series.save()
    coming = list(User.objects.filter(memberships__rsvps__answer=Answer.YES))
    first = list(meeting.rsvps.filter(answer=Answer.WAITING).order_by("answered_at", "pk")[:2])

    all_at_once(coming, lambda user: answer_meeting(read_access(user, group), meeting, "no"))

    assert set(meeting.rsvps.filter(answer=Answer.YES)) == set(first)
    assert sorted(Notice.objects.values_list("user_id", flat=True)) == sorted(one.membership.user_id for one in first)
    assert set(Notice.objects.values_list("kind", flat=True)) == {"meeting_place_free"}
