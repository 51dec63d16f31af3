"""People in a meeting's room, for tests of what happens there."""

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import read_access
from apps.meetings.models import Meeting, Seat
from apps.meetings.services import presence, seats
from tests.groups.factories import membership_of


def access_of(user: User, meeting: Meeting) -> GroupAccess:
    return read_access(user, meeting.group)


def seat_of(user: User, meeting: Meeting) -> Seat:
    return Seat.objects.select_related("meeting").get(meeting=meeting, membership__user=user)


def person(user: User, meeting: Meeting) -> str:
    return membership_of(user, meeting.group).public_id


def knock(user: User, meeting: Meeting) -> None:
    """They stand at the door (a host: in the room), and a browser speaks for them."""
    seats.enter(access_of(user, meeting), meeting, agreement_version=1)
    presence.claim(seat_of(user, meeting), window_of(user))


def window_of(user: User) -> str:
    return f"window of {user.pk}"


def inside(host: User, meeting: Meeting, *users: User) -> None:
    """The host has opened the room and let these in; a browser speaks for each."""
    knock(host, meeting)
    for user in users:
        knock(user, meeting)
        seats.admit(access_of(host, meeting), meeting, person(user, meeting))


def refusal(act: Callable[[], object]) -> str:
    """Return the code of the error that it raises."""
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.code
