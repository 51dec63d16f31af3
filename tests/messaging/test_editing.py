"""Words are changed for a day: the former ones are kept, everybody reads the new ones, nobody loses a place."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, Invalid, NotFound
from apps.groups.errors import Archived, Muted
from apps.groups.models import Block, Group, Membership
from apps.messaging.errors import (
    ContactDetails,
    Empty,
    NotText,
    NotYours,
    TooLateToChange,
    TooLong,
    TooManyLinks,
    Unchangeable,
    WouldBeHeld,
)
from apps.messaging.models import Message, Revision, Room
from apps.messaging.rules.changing import CHANGEABLE_FOR
from apps.messaging.services.editing import NewWords, edit_message
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.unsending import unsend_message
from tests.groups.factories import membership_of
from tests.messaging.changing import say
from tests.messaging.watching import watch


def edit(person: User, message: Message, body: str = "New words", **more: Any) -> Message:
    return edit_message(person.pk, message.public_id, NewWords(body, **more))


@pytest.fixture
def held_words(group: Group) -> str:
    """Words that a moderator reads first."""
    return watch(group, "casino")


def test_new_words_keep_the_place_and_the_former_ones(carol: User, room: Room) -> None:
    first = say(carol, room, "Nine dayz.", kind="struggle", content_note="drink")
    say(carol, room, "Later")
    edit(carol, first, "  Nine days.\r\n ", kind="win", content_note="")
    kept = Message.objects.get(pk=first.pk)
    assert (kept.body, kept.kind, kept.content_note, kept.number, kept.change) == ("Nine days.", "win", "", 1, 3)
    assert kept.edited_at is not None
    [was] = Revision.objects.all()
    assert (was.body, was.kind, was.content_note, was.written_at) == (
        "Nine dayz.",
        "struggle",
        "drink",
        first.posted_at,
    )
    edit(carol, kept, "Ten days.")
    assert [(one.body, one.written_at) for one in Revision.objects.all()][1] == ("Nine days.", kept.edited_at)


def test_the_same_words_are_no_change(carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    assert edit(carol, message, " Nine days. \r\n").edited_at is None
    assert not Revision.objects.exists()
    assert Room.objects.get().last_change == 1


def test_whoever_quotes_it_is_changed_too(bob: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Nine dayz.")
    answer = say(bob, room, "Good", reply_to=message.public_id)
    edit(carol, message, "Nine days.")
    assert list(Message.objects.order_by("pk").values_list("change", flat=True)) == [3, 4]
    assert Message.objects.get(pk=answer.pk).edited_at is None


def test_words_of_others_and_of_unknown_rooms(bob: User, carol: User, eve: User, mo: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    for person, error in ((bob, NotYours), (mo, NotYours), (eve, NotFound)):
        with pytest.raises(error):
            edit(person, message)
    Block.objects.create(blocker=membership_of(carol, room.group), blocked=membership_of(bob, room.group))
    with pytest.raises(NotFound):
        edit(bob, say(carol, room, "After the block"))


def test_whoever_was_removed_finds_nothing(carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    Membership.objects.filter(user=carol).update(ended_at=timezone.now())
    with pytest.raises(NotFound):
        edit(carol, message)


def test_whoever_may_not_write_may_not_change(carol: User, room: Room, group: Group) -> None:
    message = say(carol, room, "Nine days.")
    Membership.objects.filter(user=carol).update(muted_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(Muted):
        edit(carol, message)
    Membership.objects.filter(user=carol).update(muted_until=None)
    Group.objects.filter(pk=group.pk).update(state="archived")
    with pytest.raises(Archived):
        edit(carol, message)


def test_after_a_day_words_stay(carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")
    Message.objects.update(posted_at=timezone.now() - CHANGEABLE_FOR - timedelta(seconds=1))
    with pytest.raises(TooLateToChange):
        edit(carol, message)


def test_what_nobody_reads_is_not_changed(carol: User, room: Room) -> None:
    hidden, unsent = say(carol, room, "Hidden"), say(carol, room, "Unsent")
    hide_message(hidden.pk)
    unsend_message(carol.pk, unsent.public_id)
    for message in (hidden, unsent):
        with pytest.raises(Unchangeable):
            edit(carol, message)


@pytest.mark.parametrize(
    ("body", "error"), [(" \n", Empty), ("x" * 4001, TooLong), ("a\0b", NotText), ("\ud800", NotText)]
)
def test_new_words_pass_the_same_rules(carol: User, room: Room, body: str, error: type[DomainError]) -> None:
    message = say(carol, room, "Nine days.")
    with pytest.raises(error):
        edit(carol, message, body)
    assert Message.objects.get().body == "Nine days."


def test_a_newcomer_gets_no_further_by_changing(carol: User, room: Room) -> None:
    Membership.objects.filter(user=carol).update(settled_at=None)
    message = say(carol, room, "Nine days.")
    with pytest.raises(TooManyLinks):
        edit(carol, message, "https://a.example https://b.example https://c.example")


def test_a_newcomer_is_asked_about_ways_to_be_reached(carol: User, room: Room) -> None:
    Membership.objects.filter(user=carol).update(settled_at=None)
    message = say(carol, room, "Nine days.")
    with pytest.raises(ContactDetails):
        edit(carol, message, "Write to carol@example.org")
    edit_message(carol.pk, message.public_id, NewWords("Write to carol@example.org", is_sure=True))
    assert Message.objects.get().body == "Write to carol@example.org"


def test_an_unknown_kind_is_refused(carol: User, room: Room) -> None:
    with pytest.raises(Invalid):
        edit(carol, say(carol, room, "Nine days."), kind="shout")


def test_what_stands_in_the_room_cannot_become_held(carol: User, room: Room, held_words: str) -> None:
    message = say(carol, room, "Nine days.")
    with pytest.raises(WouldBeHeld):
        edit(carol, message, held_words)
    assert not Revision.objects.exists()


def test_what_is_held_stays_held(carol: User, room: Room, held_words: str) -> None:
    message = say(carol, room, held_words)
    edited = edit(carol, message, "Nine days.")
    assert (edited.state, edited.number) == ("held", None)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_keep_both(carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")

    def change(words: str) -> None:
        try:
            edit(carol, message, words)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(change, ("One", "Other")))
    kept = Message.objects.get()
    said = {kept.body, *Revision.objects.values_list("body", flat=True)}
    assert said == {"Nine days.", "One", "Other"}
    assert kept.change == Room.objects.get().last_change == 3


@pytest.mark.django_db(transaction=True)
def test_changing_and_taking_back_at_once_leaves_no_words(carol: User, room: Room) -> None:
    message = say(carol, room, "Nine days.")

    def act(what: str) -> None:
        try:
            edit(carol, message) if what == "edit" else unsend_message(carol.pk, message.public_id)
        except (Unchangeable, NotYours):
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, ("edit", "unsend")))
    kept = Message.objects.get()
    assert (kept.state, kept.body, kept.edited_at) == ("unsent", "", None)
    assert not Revision.objects.exists()


def test_a_member_called_on_by_the_new_words_alone(bob: User, mo: User, carol: User, room: Room) -> None:
    message = say(carol, room, "Thank you @Bramble")
    edit(carol, message, "Thank you @Saltmarsh")
    assert [one.alias for one in message.mentions.all()] == ["Saltmarsh"]
