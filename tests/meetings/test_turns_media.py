"""One after the other, over real packets: whoever has the word is heard, and nothing else passes the server."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.errors import NotYourTurn
from apps.meetings.room_media import RoomMedia
from apps.meetings.services import queue, seats
from tests.meetings.factories import make_meeting
from tests.meetings.media_peers import ROOM, Peer, embedded_server, until
from tests.meetings.rooms import Inside


class Heard:
    """Three people who all send sound without a pause, as three sockets would let it through."""

    def __init__(self, room: Inside, peers: dict[User, Peer]) -> None:
        self._room, self._peers = room, peers
        self._media = {user: RoomMedia(lambda _frame: None) for user in peers}
        for user, media in self._media.items():
            media._stay = peers[user].stay

    async def follow(self) -> None:
        """What each socket does when something has changed."""
        for user, media in self._media.items():
            await media.follow(await sync_to_async(self._room.standing)(user), frozenset())

    async def counts(self, user: User) -> tuple[int, int]:
        """Return how many of their packets have come to the server, and how many have gone on from there."""
        found = (await self._peers[user].backend.stats(ROOM))[self._peers[user].name]
        return found["audio_received"], found["audio_forwarded"]

    async def speaks_alone(self, speaker: User) -> None:
        """Wait until the speaker is heard; while that is so no packet of anybody else has passed."""
        others = [user for user in self._peers if user != speaker]
        before = {user: await self.counts(user) for user in self._peers}
        now = before
        async with asyncio.timeout(60):
            while now[speaker][1] < before[speaker][1] + 20 or any(now[one][0] < before[one][0] + 20 for one in others):
                now = {user: await self.counts(user) for user in self._peers}
        assert [now[one][1] - before[one][1] for one in others] == [0] * len(others)


@pytest.mark.django_db(transaction=True)
async def test_the_word_goes_from_one_to_the_next_and_sound_with_it(
    group: Group, alice: User, bob: User, carol: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await sync_to_async(lambda: Inside(make_meeting(group, starts_in=timedelta(minutes=5))))()
    async with embedded_server() as server:
        monkeypatch.setattr("apps.meetings.room_media.get_backend", lambda: server.backend)
        peers = {user: await server.peer(name) for user, name in ((alice, "alice"), (bob, "bob"), (carol, "carol"))}
        heard = Heard(room, peers)
        await sync_to_async(_one_after_the_other)(room, alice, bob, carol)
        await heard.follow()
        await heard.speaks_alone(bob)
        await until(lambda: peers[alice].frames.get("audio", 0) > 3)

        await sync_to_async(_next)(room, alice, carol)
        await heard.follow()
        await heard.speaks_alone(carol)
    await sync_to_async(connections.close_all)()


def _one_after_the_other(room: Inside, alice: User, bob: User, carol: User) -> None:
    room.come(alice, bob, carol)
    queue.set_sound(*room.of(alice), "in_turn")
    for user in (bob, carol):
        queue.raise_hand(*room.of(user), is_up=True)
    queue.next_turn(*room.of(alice), turn="pause")
    seats.set_sending(*room.of(bob), audio=True)
    with pytest.raises(NotYourTurn):
        seats.set_sending(*room.of(carol), audio=True)


def _next(room: Inside, host: User, speaker: User) -> None:
    queue.next_turn(*room.of(host), turn=queue.turn_of(room.running()))
    seats.set_sending(*room.of(speaker), audio=True)
