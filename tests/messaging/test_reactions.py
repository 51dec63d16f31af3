"""Quiet answers: there or mine, never counted; who answered is the author's alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, Invalid, NotFound
from apps.groups.errors import Muted
from apps.groups.models import Block, Membership
from apps.groups.permissions import GroupAccess
from apps.messaging.errors import NoQuietAnswer, OwnWords, TooFast
from apps.messaging.models import Message, Reaction, Room
from apps.messaging.services.finding import find_message
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.history import changed_after, describe_page
from apps.messaging.services.reactions import answer_quietly, who_answered
from apps.messaging.services.rooms import enter_room
from tests.groups.factories import membership_of
from tests.messaging.changing import say


def react(person: User, message: Message, kind: str = "hear", *, is_present: bool = True) -> list[str]:
    return answer_quietly(person.pk, message.public_id, kind, is_present=is_present)


def change_of(room: Room) -> int:
    return Room.objects.values_list("last_change", flat=True).get(pk=room.pk)


def who(person: User, message: Message) -> list[tuple[str, list[str], bool]]:
    return [(one.kind, one.aliases, one.has_left) for one in who_answered(*find_message(message.public_id, person))]


def test_an_answer_is_there_and_mine(alice: User, bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    assert react(bob, message) == ["hear"]
    assert react(bob, message, "too") == ["hear", "too"]
    for person, mine in ((bob, ["hear", "too"]), (alice, []), (carol, [])):
        [said] = describe_page(changed_after(*enter_room(room.public_id, person), 1), access_of(person, room))[
            "messages"
        ]
        assert (said["reactions"], said["mine"]) == (["hear", "too"], mine)


def access_of(person: User, room: Room) -> GroupAccess:
    return enter_room(room.public_id, person)[1]


def test_said_twice_is_said_once(bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    react(bob, message)
    change = change_of(room)
    assert react(bob, message) == ["hear"]
    assert change_of(room) == change
    assert react(bob, message, is_present=False) == []
    assert react(bob, message, is_present=False) == []
    assert change_of(room) == change + 1
    assert not Reaction.objects.exists()


def test_outsider_and_whoever_was_removed_find_nothing(
    bob: User, carol: User, eve: User, nia: User, room: Room
) -> None:
    message = say(carol, room, "Nine days.")
    Membership.objects.filter(user=bob).update(ended_at=timezone.now())
    for person in (eve, nia, bob):
        with pytest.raises(NotFound):
            react(person, message)


def test_what_a_block_hides_cannot_be_answered(bob: User, carol: User, room: Room) -> None:
    before = say(carol, room, "Before")
    Block.objects.create(blocker=membership_of(carol, room.group), blocked=membership_of(bob, room.group))
    after = say(carol, room, "After")
    with pytest.raises(NotFound):
        react(bob, after)
    assert react(bob, before) == ["hear"]  # The blocked cannot tell; its author is not shown it.
    assert who(carol, before) == []


@pytest.mark.parametrize("kind", ["", "like", "hear\0"])
def test_other_kinds_do_not_exist(bob: User, carol: User, room: Room, kind: str) -> None:
    with pytest.raises(Invalid):
        react(bob, say(carol, room, "Nine days."), kind)


def test_muted_member_cannot_answer_but_take_back(bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    react(bob, message)
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(Muted):
        react(bob, message, "too")
    assert react(bob, message, is_present=False) == []


@pytest.mark.parametrize("state", ["hidden", "held", "unsent"])
def test_what_is_not_read_is_not_answered(alice: User, carol: User, room: Room, state: str) -> None:
    message = say(carol, room, "Nine days.")
    Message.objects.filter(pk=message.pk).update(state=state)
    with pytest.raises(NoQuietAnswer):
        react(alice, message)


def test_nobody_answers_their_own_words(carol: User, room: Room) -> None:
    with pytest.raises(OwnWords):
        react(carol, say(carol, room, "Nine days."))


def test_author_alone_sees_who_answered(alice: User, mo: User, bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    react(bob, message)
    react(alice, message)
    react(alice, message, "with")
    assert who(carol, message) == [("hear", ["Bramble", "Heron"], False), ("with", ["Heron"], False)]
    assert who(bob, message) == who(mo, message) == []


def test_whoever_left_is_not_named_and_their_answer_stays(bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    react(bob, message)
    Membership.objects.filter(user=bob).update(ended_at=timezone.now())
    assert who(carol, message) == [("hear", [], True)]


def test_a_hidden_message_shows_no_answers(bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    react(bob, message)
    hide_message(message.pk)
    [said] = describe_page(changed_after(*enter_room(room.public_id, bob), 0), access_of(bob, room))["messages"]
    assert (said["reactions"], said["mine"]) == ([], [])


def test_too_many_answers_at_once_are_refused(bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")

    def answer_and_take_back() -> None:
        for step in range(70):
            react(bob, message, is_present=step % 2 == 0)

    with pytest.raises(TooFast):
        answer_and_take_back()


def test_errors_are_for_people(bob: User) -> None:
    with pytest.raises(DomainError):
        answer_quietly(bob.pk, "2" * 12, "hear", is_present=True)
