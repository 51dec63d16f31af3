"""Typing and presence: only those who let it be seen, only to those who do too, and never across a block."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Block, Group
from apps.groups.services.memberships import mute_membership
from apps.messaging.models import ChatPreference, Room
from tests.groups.factories import membership_of
from tests.live import LiveApp
from tests.messaging.tabs import Tab, cookie_of, open_tab

# A beat of presence comes after five seconds at most; a busy machine takes longer.
SOON = 30


def let_see(user: User, group: Group, **chosen: bool) -> None:
    ChatPreference.objects.create(membership=membership_of(user, group), **chosen)


@contextmanager
def opened(app: LiveApp, room: Room, *users: User) -> Iterator[list[Tab]]:
    with ExitStack() as stack:
        tabs = [stack.enter_context(open_tab(app.socket_url, cookie_of(user))) for user in users]
        for tab in tabs:
            tab.open(room.public_id)
        yield tabs


def hears_typing(tab: Tab, from_tab: Tab, room: Room) -> bool:
    """Tell whether a typing hint came before a message that was sent after it."""
    from_tab.send(type="typing", room=room.public_id)
    from_tab.say(room.public_id, "Sent after it")
    tab.until("message.changed")
    return any(frame["type"] == "typing" for frame in tab.frames)


def test_typing_reaches_whoever_lets_it_be_seen_too(
    live_app: LiveApp, bob: User, carol: User, alice: User, room: Room, group: Group
) -> None:
    let_see(bob, group, shows_typing=True)
    let_see(carol, group, shows_typing=True)
    let_see(alice, group, shows_presence=True)
    with opened(live_app, room, bob, carol, alice) as (his, hers, theirs):
        his.send(type="typing", room=room.public_id)
        his.send(type="typing", room=room.public_id)
        told = hers.until("typing")
        assert told == {
            "type": "typing",
            "room": room.public_id,
            "author": membership_of(bob, group).public_id,
            "alias": "Bramble",
        }
        his.say(room.public_id, "Done")
        for tab in (his, hers, theirs):
            tab.until("message.changed")
        assert [sum(frame["type"] == "typing" for frame in tab.frames) for tab in (his, hers, theirs)] == [0, 1, 0]


def test_typing_is_off_by_itself(live_app: LiveApp, bob: User, carol: User, room: Room, group: Group) -> None:
    let_see(carol, group, shows_typing=True)
    with opened(live_app, room, bob, carol) as (his, hers):
        assert not hears_typing(hers, his, room)


@pytest.mark.parametrize("is_his", [True, False])
def test_typing_never_crosses_a_block(
    live_app: LiveApp, bob: User, carol: User, room: Room, group: Group, *, is_his: bool
) -> None:
    for user in (bob, carol):
        let_see(user, group, shows_typing=True)
    pair = (membership_of(bob, group), membership_of(carol, group))
    blocker, blocked = pair if is_his else pair[::-1]
    Block.objects.create(blocker=blocker, blocked=blocked)
    with opened(live_app, room, bob, carol) as (his, hers):
        his.send(type="typing", room=room.public_id)
        his.say(room.public_id, "Sent after it")
        hers.until("room.advanced")
        assert not any(frame["type"] == "typing" for frame in hers.frames)


def test_muted_member_writes_unseen(live_app: LiveApp, bob: User, carol: User, room: Room, group: Group) -> None:
    for user in (bob, carol):
        let_see(user, group, shows_typing=True)
    with opened(live_app, room, bob, carol) as (his, hers):
        mute_membership(membership_of(bob, group), timezone.now() + timedelta(days=1))
        his.send(type="typing", room=room.public_id)
        his.send(type="ping")
        his.until("pong")
        hers.say(room.public_id, "Afterwards")
        hers.until("message.changed")
        assert not any(frame["type"] == "typing" for frame in hers.frames)


def test_odd_typing_harms_nobody(live_app: LiveApp, bob: User, room: Room, group: Group) -> None:
    let_see(bob, group, shows_typing=True)
    with opened(live_app, room, bob) as (his,):
        odd: list[object] = [None, 7, [], {}, "x", "A" * 12]
        for given in odd:
            his.send(type="typing", room=given)
        his.send(type="ping")
        his.until("pong")


def test_presence_is_of_those_who_give_it(
    live_app: LiveApp, bob: User, carol: User, alice: User, mo: User, room: Room, group: Group
) -> None:
    for user in (bob, carol, mo):
        let_see(user, group, shows_presence=True)
    Block.objects.create(blocker=membership_of(bob, group), blocked=membership_of(mo, group))
    with opened(live_app, room, bob, carol, mo, alice) as (his, hers, mos, alices):
        at_hers = hers.until("presence", SOON, where=lambda frame: len(frame["members"]) == 2)
        assert [one["alias"] for one in at_hers["members"]] == ["Bramble", "Saltmarsh"]
        at_his = his.until("presence", SOON)
        assert [one["alias"] for one in at_his["members"]] == ["Clover"]
        # Whoever looks after the room meets everybody who lets themself be seen.
        assert len(mos.until("presence", SOON, where=lambda frame: len(frame["members"]) == 2)["members"]) == 2
        alices.send(type="ping")
        alices.until("pong")
        assert not any(frame["type"] == "presence" for frame in alices.frames)
        # Turning it off is gone at the others' with the next beats.
        client = Client()
        client.force_login(bob)
        client.post(f"/groups/{group.public_id}/chat/preferences/", {"announcing": "all"})
        hers.until("presence", SOON, where=lambda frame: [one["alias"] for one in frame["members"]] == ["Saltmarsh"])


def test_preferences_are_a_members_own(bob: User, eve: User, group: Group) -> None:
    address = f"/groups/{group.public_id}/chat/preferences/"
    client = Client()
    client.force_login(bob)
    assert client.get(address).status_code == 200
    chosen = {"shows_typing": "on", "announcing": "mentions", "welcomes": "on"}
    for _second_click in range(2):
        assert client.post(address, chosen).status_code == 302
    kept = ChatPreference.objects.get(membership=membership_of(bob, group))
    assert (kept.shows_typing, kept.shows_presence, kept.takes_direct, kept.welcomes) == (True, False, False, True)
    assert kept.announcing == "mentions"
    assert client.post(address, {"announcing": "loudly"}).status_code == 422
    outsider = Client()
    outsider.force_login(eve)
    for other in (outsider, Client()):
        assert other.get(address).status_code == other.post(address, chosen).status_code == 404
