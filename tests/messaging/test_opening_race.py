"""What changes while a room is being opened holds for the seat that is being made."""

import asyncio
import json
from time import sleep
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core import async_database
from apps.core.errors import NotFound
from apps.core.socket_sessions import SocketUser
from apps.groups.models import EndKind
from apps.groups.services.memberships import end_membership
from apps.messaging.consumers import chat
from apps.messaging.consumers.hub import Seat
from apps.messaging.consumers.pulse import let_go
from apps.messaging.models import Room
from apps.messaging.rules.viewing import Refusal, View
from apps.messaging.services.opening import Asked, Opening, read_openings
from apps.messaging.services.pulse import Pulse
from tests.groups.factories import membership_of
from tests.messaging.tabs import cookie_of

pytestmark = pytest.mark.django_db(transaction=True)


async def frames_of_opening(cookie: str, room_id: str) -> list[dict[str, Any]]:
    """Open the room on a socket of this process and return what it says first."""
    said: list[dict[str, Any]] = []
    is_answered = asyncio.Event()
    events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def send(event: dict[str, Any]) -> None:
        if event["type"] == "websocket.send":
            said.append(json.loads(event["text"]))
            is_answered.set()

    events.put_nowait({"type": "websocket.connect"})
    scope = {"type": "websocket", "headers": [(b"cookie", cookie.encode())]}
    socket = asyncio.create_task(chat.chat_socket(scope, events.get, send))
    events.put_nowait({"type": "websocket.receive", "text": json.dumps({"type": "room.open", "room": room_id})})
    await asyncio.wait_for(is_answered.wait(), 10)
    events.put_nowait({"type": "websocket.disconnect"})
    await socket
    await (await async_database._open_pool()).close()
    return said


def test_who_is_removed_while_the_room_is_read_does_not_get_in(
    room: Room, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def read_and_then_remove(asked: list[Asked]) -> list[Opening | NotFound]:
        openings = read_openings(asked)
        read.append(asked[0].room_id)
        end_membership(membership_of(bob, room.group), EndKind.REMOVED)
        sleep(0.5)  # Long enough for the event to arrive before the reading does.
        return openings

    monkeypatch.setattr(chat, "read_openings", read_and_then_remove)
    [answer] = asyncio.run(frames_of_opening(cookie_of(bob), room.public_id))
    assert read
    assert (answer["type"], answer["code"]) == ("error", "not_found")


def test_a_heartbeat_does_not_undo_what_was_looked_at_after_it_began() -> None:
    async def let_go_with_an_older_pulse() -> View | None:
        user = SocketUser(1, "key", "hash", "en", "UTC")
        socket = chat.ChatSocket(user, asyncio.Queue[dict[str, Any]]().get, asyncio.Queue[dict[str, Any]]().put)
        seat = socket.seats["room"] = Seat("room", 1, socket.outbox, lambda _seat, _change: None)
        older, newer = View("member"), View("member", refusal=Refusal("muted", "You cannot write."))
        seat.view = older
        seen = {seat: seat.view}
        seat.view = newer
        let_go([socket], Pulse({}, {(1, "room"): View("member")}, {}), seen)
        return seat.view

    view = asyncio.run(let_go_with_an_older_pulse())
    assert view is not None
    assert view.refusal
