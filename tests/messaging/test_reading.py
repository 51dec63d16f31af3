"""Where a room opens, and pages around a place: for one reader, who sees no more there than anywhere."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Block, Group
from apps.messaging.models import Message, ReadMark, Room
from apps.messaging.services.hiding import hide_message
from tests.groups.factories import membership_of


@pytest.fixture
def long_room(room: Room, carol: User) -> Room:
    """Two hundred messages of one member."""
    author = membership_of(carol, room.group)
    rows = [
        Message(room=room, author=author, number=number, change=number, client_id=str(number), body=f"line {number}.")
        for number in range(1, 201)
    ]
    Message.objects.bulk_create(rows)
    Room.objects.filter(pk=room.pk).update(last_number=200, last_change=200)
    room.refresh_from_db()
    return room


def page_of(user: User, room: Room, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/groups/{room.group.public_id}/chat/{query}").content.decode().partition("<template")[0]


def numbers_in(page: str) -> list[int]:
    return [int(part.partition(".")[0]) for part in page.split("<p>line ")[1:]]


def json_of(user: User, room: Room, query: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(f"/rooms/{room.public_id}/messages/{query}", headers={"Accept": "application/json"})


def at(room: Room, number: int) -> Message:
    return Message.objects.get(room=room, number=number)


def read_to(user: User, room: Room, number: int) -> None:
    ReadMark.objects.create(membership=membership_of(user, room.group), room=room, number=number)


@pytest.mark.parametrize(
    ("read", "first", "last", "new"),
    [(None, 151, 200, None), (200, 151, 200, None), (190, 151, 200, 191), (150, 126, 200, 151), (60, 36, 110, 61)],
)
def test_room_opens_where_reading_goes_on(
    bob: User, long_room: Room, read: int | None, first: int, last: int, new: int | None
) -> None:
    if read is not None:
        read_to(bob, long_room, read)
    page = page_of(bob, long_room)
    shown = numbers_in(page)
    assert (shown[0], shown[-1]) == (first, last)
    divided = page.partition("data-new>New since")[2]
    assert (numbers_in(divided)[0] if divided else None) == new
    assert ReadMark.objects.get(room=long_room, membership=membership_of(bob, long_room.group)).number == last


def test_own_words_are_not_new(carol: User, long_room: Room) -> None:
    read_to(carol, long_room, 10)
    page = page_of(carol, long_room)
    assert (numbers_in(page)[-1], "data-new>New since" in page) == (200, False)


def test_whoever_just_spoke_sees_it(bob: User, long_room: Room) -> None:
    read_to(bob, long_room, 10)
    client = Client()
    client.force_login(bob)
    answer = client.post(
        f"/rooms/{long_room.public_id}/messages/", {"client_id": "a", "body": "I am here"}, follow=True
    )
    assert "I am here" in answer.content.decode()


def test_link_leads_to_a_message_with_what_was_around_it(bob: User, long_room: Room) -> None:
    old, late = at(long_room, 50), at(long_room, 180)
    assert numbers_in(page_of(bob, long_room, f"?around={old.public_id}")) == list(range(25, 100))
    assert numbers_in(page_of(bob, long_room, f"?around={late.public_id}")) == list(range(151, 201))
    answer = json_of(bob, long_room, f"?around={old.public_id}").json()
    assert ([message["number"] for message in answer["messages"]], answer["more"], answer["newest"]) == (
        list(range(25, 100)),
        True,
        False,
    )


def test_what_one_may_not_see_has_no_place(bob: User, carol: User, eve: User, long_room: Room, group: Group) -> None:
    unseen = at(long_room, 50)
    Block.objects.create(
        blocker=membership_of(carol, group), blocked=membership_of(bob, group), created_at=unseen.posted_at
    )
    hide_message(at(long_room, 60).pk)
    for wanted in (unseen.public_id, "2" * 12, "x", "%00", "'"):
        assert json_of(bob, long_room, f"?around={wanted}").status_code == 404
        page = page_of(bob, long_room, f"?around={wanted}")
        assert ("no longer here" in page, "line 50." in page) == (True, False)
    assert json_of(eve, long_room, f"?around={unseen.public_id}").status_code == 404
    assert "line 60." not in page_of(carol, long_room, f"?around={at(long_room, 60).public_id}")


def test_pages_go_up_from_a_number(bob: User, long_room: Room) -> None:
    def numbers(query: str) -> tuple[list[int], bool, int]:
        answer = json_of(bob, long_room, query).json()
        return [message["number"] for message in answer["messages"]], answer["more"], answer["change"]

    assert numbers("?above=40&limit=10") == (list(range(41, 51)), True, 0)
    assert numbers("?above=195") == (list(range(196, 201)), False, 0)
    assert numbers("?above=200") == ([], False, 0)
    assert json_of(bob, long_room, "?above=x").status_code == 422


def test_pages_lead_on_without_javascript(bob: User, long_room: Room) -> None:
    read_to(bob, long_room, 200)
    newest = page_of(bob, long_room)
    older = page_of(bob, long_room, "?before=151")
    assert 'href="?before=151"' in newest
    assert numbers_in(older) == list(range(101, 151))
    assert 'href="?above=150"' in older
    assert numbers_in(page_of(bob, long_room, "?above=150"))[0] <= 151
    assert numbers_in(page_of(bob, long_room, "?before="))[-1] == 200
    assert 'name="body"' in older
