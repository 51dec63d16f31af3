"""The list of rooms is the same before and after a block, whatever waits in a room or is no longer kept there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.messaging.models import Message
from apps.messaging.services.inbox import rooms_of
from apps.messaging.services.retention import delete_expired
from apps.messaging.services.rooms import chat_room
from tests.groups.factories import membership_of
from tests.messaging.conversing import say, signed_in
from tests.messaging.watching import watch


@pytest.fixture
def held_words(group: Group) -> str:
    return watch(group, "casino")


def test_a_room_whose_words_have_all_expired_looks_the_same_to_the_blocked(
    bob: User, carol: User, group: Group
) -> None:
    room = chat_room(group)
    say(bob, room, "Long ago")
    Message.objects.update(posted_at=timezone.now() - timedelta(days=200))
    delete_expired()
    his = signed_in(bob)
    his.get(f"/groups/{group.public_id}/chat/")
    before = rooms_of(bob)
    block_member(read_access(carol, group), membership_of(bob, group))
    assert rooms_of(bob) == before


def test_what_waits_for_a_moderator_is_nobody_elses_last_word(
    bob: User, carol: User, group: Group, held_words: str
) -> None:
    room = chat_room(group)
    first = say(bob, room, "Hello")
    say(carol, room, f"A {held_words}")
    assert [line.last_at for line in rooms_of(bob)] == [first.posted_at]
    block_member(read_access(carol, group), membership_of(bob, group))
    assert [line.last_at for line in rooms_of(bob)] == [first.posted_at]


def test_own_words_that_wait_are_no_last_word_either(bob: User, carol: User, group: Group, held_words: str) -> None:
    room = chat_room(group)
    say(bob, room, "Hello")
    say(bob, room, f"A {held_words}")
    before = rooms_of(bob)
    block_member(read_access(carol, group), membership_of(bob, group))
    assert rooms_of(bob) == before


def test_what_is_no_longer_kept_is_not_new(bob: User, carol: User, group: Group) -> None:
    room = chat_room(group)
    say(carol, room, "Long ago")
    Message.objects.update(posted_at=timezone.now() - timedelta(days=200))
    delete_expired()
    before = rooms_of(bob)
    assert [line.has_new for line in before] == [False]
    block_member(read_access(carol, group), membership_of(bob, group))
    assert rooms_of(bob) == before
