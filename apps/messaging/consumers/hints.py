"""Typing: what a page says now and then, and passes on only for whoever has turned it on."""

import time
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from apps.core.sockets import Event, in_database
from apps.messaging.consumers.hub import Seat
from apps.messaging.services import hints

if TYPE_CHECKING:
    from apps.messaging.consumers.chat import ChatSocket

PAUSE = 3.0  # seconds in which a repeat is not passed on

_told_at: WeakKeyDictionary[Seat, float] = WeakKeyDictionary()


async def tell_typing(socket: "ChatSocket", received: Event) -> None:
    """Those who let it be seen too are told that this person writes here; in a room that is not open, nobody."""
    seat = socket.seats.get(str(received.get("room")))
    if seat is None or seat.view is None or "typing" not in seat.view.shows:
        return
    now = time.monotonic()
    if now - _told_at.get(seat, -PAUSE) < PAUSE:
        return
    _told_at[seat] = now
    await in_database(hints.tell_typing, socket.user.user_id, seat.room_id)
