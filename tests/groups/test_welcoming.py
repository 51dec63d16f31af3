"""The first days: those who greet are offered whoever is new, one looks out for each, and hosts know a first meeting."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.errors import InGoodHands
from apps.groups.models import Group, Membership
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.welcoming import look_out_for, newcomers_of
from apps.meetings.models import Meeting, Seat
from apps.meetings.room_frames import state_frame
from apps.meetings.services.live import read_live, read_standing
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of
from tests.meetings.factories import make_meeting
from tests.meetings.seating import inside


@pytest.fixture
def new(nia: User, group: Group) -> Membership:
    return make_membership(nia, group, "Sorrel", settled_at=None)


def greeter(group: Group, name: str = "greeter", alias: str = "Teasel") -> User:
    user = make_user(name)
    make_membership(user, group, alias, Role.GREETER)
    return user


@pytest.mark.django_db
def test_greeters_are_offered_newcomers_until_one_looks_out_for_them(
    group: Group, new: Membership, nia: User, bob: User, client: Client
) -> None:
    user, other = greeter(group), greeter(group, "other", "Campion")
    page = f"/groups/{group.public_id}/newcomers/"
    client.force_login(other)
    assert "Somebody is new in The first year" in client.get("/").content.decode()
    assert "Sorrel" in client.get(page).content.decode()
    look_out_for(read_access(user, group), new.public_id)
    [notice] = Notice.objects.all()
    assert (notice.user, notice.kind, notice.details["alias"]) == (nia, "welcomed", "Teasel")
    assert "Somebody is new" not in client.get("/").content.decode()
    assert "Teasel looks out for them" in client.get(page).content.decode()
    assert client.post(f"{page}{new.public_id}/")["Location"] == page
    assert Notice.objects.count() == 1
    client.force_login(bob)
    assert client.get(page).status_code == 404
    assert client.post(f"{page}{new.public_id}/").status_code == 403


@pytest.mark.django_db
def test_whoever_settled_or_came_long_ago_is_offered_to_nobody(group: Group, new: Membership, alice: User) -> None:
    access = read_access(alice, group)
    assert list(newcomers_of(access)) == [new]
    assert list(newcomers_of(access, timezone.now() + timedelta(days=15))) == []
    Membership.objects.filter(pk=new.pk).update(settled_at=timezone.now())
    assert list(newcomers_of(access)) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_greeters_at_once_exactly_one_looks_out(group: Group, new: Membership, alice: User) -> None:
    other = greeter(group)

    def look_out(user: User) -> bool:
        try:
            look_out_for(read_access(user, group), new.public_id)
        except InGoodHands:
            return False
        return True

    assert sorted(at_once(lambda: look_out(alice), lambda: look_out(other))) == [False, True]


@pytest.mark.django_db
def test_a_first_meeting_is_known_to_hosts_alone(
    group: Group, new: Membership, nia: User, alice: User, bob: User
) -> None:
    def marks(meeting: Meeting, user: User) -> int:
        frame = state_frame(read_live(read_standing(meeting.public_id, user)))
        return json.dumps(frame).count("first meeting")

    user = greeter(group)
    earlier, meeting = make_meeting(group), make_meeting(group, starts_in=timedelta(minutes=5))
    # It may be the host's own first meeting as well: nobody is told that of themself.
    for member in (bob, user):
        Seat.objects.create(
            meeting=earlier, membership=membership_of(member, group), state=Seat.State.LEFT, joined_at=timezone.now()
        )
    inside(alice, meeting, bob, nia, user)
    assert marks(meeting, alice) == 2  # on the tile and by voice
    assert [marks(meeting, member) for member in (bob, nia, user)] == [0, 0, 0]
    Seat.objects.create(meeting=earlier, membership=new, state=Seat.State.LEFT, joined_at=timezone.now())
    assert marks(meeting, alice) == 0
