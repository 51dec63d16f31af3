"""Slow mode: a pause between two messages of one member, asked by whoever looks after the room."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import Invalid, NotPermitted
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.messaging.errors import SlowMode
from apps.messaging.models import Message, Room
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.slowing import pace_of, slow_down
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of, open_tab


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(user: User, room: Room, client_id: str) -> Message:
    return post_message(Draft(user.pk, room.public_id, client_id, "Words")).message


@pytest.fixture
def slow_room(room: Room) -> Room:
    Room.objects.filter(pk=room.pk).update(slow_seconds=30)
    return room


def test_second_message_waits_and_the_repeat_of_the_first_does_not(bob: User, carol: User, slow_room: Room) -> None:
    first = say(bob, slow_room, "a")
    with pytest.raises(SlowMode) as refused:
        say(bob, slow_room, "b")
    assert 28 <= int(str(refused.value.values["wait"])) <= 30
    assert say(bob, slow_room, "a") == first
    assert say(carol, slow_room, "a").number == 2
    Message.objects.update(posted_at=first.posted_at - timedelta(seconds=31))
    assert say(bob, slow_room, "b").number == 3


def test_it_ends_by_itself_where_an_end_was_given(bob: User, mo: User, room: Room, group: Group) -> None:
    later = timezone.now() + timedelta(hours=1)
    slow_down(room, read_access(mo, group), 300, later)
    say(bob, room, "a")
    with pytest.raises(SlowMode):
        say(bob, room, "b")
    room.refresh_from_db()
    assert pace_of(room, read_access(bob, group))["ends"] == later.isoformat()
    page = signed_in(bob).get(f"/groups/{group.public_id}/chat/").content.decode()
    assert f'data-ends="{later.isoformat()}"' in page
    Room.objects.filter(pk=room.pk).update(slow_until=timezone.now())
    assert say(bob, room, "b").number == 2
    room.refresh_from_db()
    assert pace_of(room, read_access(bob, group)) == {"slow": 0, "wait": 0, "ends": ""}
    slow_down(room, read_access(mo, group), 0, later)
    room.refresh_from_db()
    assert (room.slow_seconds, room.slow_until) == (0, None)


def test_two_in_one_batch_are_one_too_many(bob: User, slow_room: Room) -> None:
    from apps.messaging.services.posting import post_messages

    kept, refused = post_messages([Draft(bob.pk, slow_room.public_id, name, "Words") for name in "ab"])
    assert isinstance(refused, SlowMode)
    assert kept != refused


@pytest.mark.parametrize("who", ["alice", "mo"])
def test_whoever_looks_after_the_room_is_not_held_up(who: str, slow_room: Room, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    assert [say(user, slow_room, name).number for name in "ab"] == [1, 2]


def test_refusal_over_http_says_how_long(bob: User, slow_room: Room, group: Group) -> None:
    client = signed_in(bob)
    address = f"/rooms/{slow_room.public_id}/messages/"
    say(bob, slow_room, "a")
    answer = client.post(address, {"client_id": "b", "body": "More"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (429, "slow_mode")
    assert 28 <= answer.json()["wait"] <= 30
    page = client.post(address, {"client_id": "b", "body": "More words"})
    assert page.status_code == 429
    assert "More words</textarea>" in page.content.decode()
    assert "your words are kept" in page.content.decode()


def test_only_a_pause_that_is_offered_is_set_and_by_whoever_looks_after_the_room(
    bob: User, mo: User, room: Room, group: Group
) -> None:
    for _ in range(2):
        slow_down(room, read_access(mo, group), 60)
    with pytest.raises(Invalid):
        slow_down(room, read_access(mo, group), 7)
    with pytest.raises(NotPermitted):
        slow_down(room, read_access(bob, group), 0)
    room.refresh_from_db()
    assert room.slow_seconds == 60


def test_open_pages_hear_of_the_pace(live_app: LiveApp, bob: User, mo: User, room: Room, group: Group) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        assert (tab.open(room.public_id)["slow"], tab.frames[-1]["wait"]) == (0, 0)
        slow_down(room, read_access(mo, group), 30)
        told = tab.until("room.pace")
        assert (told["slow"], told["ends"]) == (30, "")
        tab.say(room.public_id, "One")
        tab.until("message.sent")
        tab.say(room.public_id, "Two", client_id="two")
        error = tab.until("error")
        assert (error["code"], error["client_id"]) == ("slow_mode", "two")
        assert 28 <= error["wait"] <= 30
        opened = tab.open(room.public_id)
        assert opened["slow"] == 30
        assert 27 <= opened["wait"] <= 30
