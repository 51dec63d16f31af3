"""Rooms opened by many at once: each sees what they see alone, and what a page would show them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Block, EndKind, Group
from apps.groups.services.memberships import end_membership, mute_membership
from apps.messaging.models import MutedWord, Room
from apps.messaging.rules.viewing import View
from apps.messaging.services.opening import Asked, Opening, read_openings
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import enter_room, wall_room
from apps.messaging.services.viewing import view_of
from tests.groups.factories import membership_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def everybody(
    group: Group, alice: User, mo: User, bob: User, carol: User, nia: User, eve: User, sam: User
) -> list[User]:
    mute_membership(membership_of(carol, group), timezone.now() + timedelta(hours=1))
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(mo, group))
    MutedWord.objects.create(user=bob, word="lamp")
    return [alice, mo, bob, carol, nia, eve, sam]


def view_alone(user: User, room: Room) -> View | None:
    """Return what a page would go by."""
    try:
        return view_of(enter_room(room.public_id, user)[1])
    except NotFound:
        return None


def test_each_of_many_sees_what_a_page_shows_them(everybody: list[User], group: Group, room: Room) -> None:
    rooms = [room, wall_room(group)]
    post_message(Draft(everybody[0].pk, room.public_id, "a", "A lamp in the window"))
    asked = [Asked(user.pk, one.public_id, after=0) for user in everybody for one in rooms]
    together = read_openings(asked)
    places = [(user, one) for user in everybody for one in rooms]
    for (user, one), opening, question in zip(places, together, asked, strict=True):
        [alone] = read_openings([question])
        expected = view_alone(user, one)
        if expected is None:
            assert isinstance(opening, NotFound)
            assert isinstance(alone, NotFound)
        else:
            assert isinstance(opening, Opening)
            assert isinstance(alone, Opening)
            assert opening == alone
            assert replace(opening.view, shows=frozenset()) == expected


def test_whoever_has_left_or_may_not_sign_in_opens_nothing(bob: User, carol: User, group: Group, room: Room) -> None:
    end_membership(membership_of(bob, group), EndKind.REMOVED)
    get_user_model().objects.filter(pk=carol.pk).update(is_active=False)
    asked = [
        Asked(bob.pk, room.public_id),
        Asked(carol.pk, room.public_id),
        Asked(0, room.public_id),
        Asked(bob.pk, "2" * 12),
    ]
    assert all(isinstance(opening, NotFound) for opening in read_openings(asked))


def test_many_cost_as_many_queries_as_one(everybody: list[User], room: Room) -> None:
    counts = []
    for count in (1, 4):
        with CaptureQueriesContext(connection) as queries:
            read_openings([Asked(user.pk, room.public_id) for user in everybody[:count]])
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
