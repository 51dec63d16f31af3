"""One per process: hears each room once and hands the same ready frame to every local socket that has it open."""

import asyncio
import json
from collections.abc import Callable, Iterator
from functools import partial
from weakref import WeakKeyDictionary

from apps.core.realtime import Listener, listener
from apps.core.transport import Frames
from apps.messaging.consumers.outbox import Outbox
from apps.messaging.rules.viewing import View
from apps.messaging.services.announcing import Head, frame, room_topic

MOST_WAITING = 300  # frames kept for a seat that is being looked at


class Seat:
    """One socket in one room. While its `view` is being read from the database, frames wait.

    `is_stale`: something changed about the person since the reading began, so that it must be read again.
    `on_touched` is called with a change that may look different to this person; frames wait until `release`.
    """

    def __init__(self, room_id: str, user_id: int, outbox: Outbox, on_touched: Callable[["Seat", int], None]) -> None:
        self.room_id = room_id
        self.user_id = user_id
        self.outbox = outbox
        self._on_touched = on_touched
        self.view: View | None = None
        self.is_stale = False
        self._waiting: list[tuple[Head, str]] | None = []

    @property
    def is_plain(self) -> bool:
        """Tell whether it takes the frame that everybody gets, unasked."""
        return self._waiting is None and self.view is not None and self.view.is_plain

    def hold(self) -> None:
        """Let frames wait until `release`."""
        if self._waiting is None:
            self._waiting = []

    def release(self, view: View, *, after: int | None = None) -> None:
        """Hand out what waited, except what the reader has by the counter `after`, and from now on everything."""
        waiting, self._waiting, self.view = self._waiting or [], None, view
        for head, text in waiting:
            if after is None or head.change is None or head.change > after:
                self.take(head, text)

    def take(self, head: Head, text: str) -> None:
        """Send what this person may see of it: the frame, what is read for them alone, or that there is nothing."""
        if self._waiting is not None:
            self._wait_with(head, text)
        elif self.view and self._sees(self.view, head):
            if head.change is not None and self._is_touched(self.view, head, text):
                self.hold()
                self._on_touched(self, head.change)
            else:
                self.outbox.put(text)
        elif head.change is not None:
            self.outbox.put(frame("room.advanced", room=self.room_id, change=head.change))

    def _is_touched(self, view: View, head: Head, text: str) -> bool:
        # Whether the post above an answer is met is known to the database alone.
        return (head.in_thread and not view.is_plain) or view.is_touched(head.parties, text)

    def _sees(self, view: View, head: Head) -> bool:
        return view.membership not in head.unseen and view.sees(head.author, head.posted_at, head.audience)

    def _wait_with(self, head: Head, text: str) -> None:
        if self._waiting is not None and len(self._waiting) < MOST_WAITING:
            self._waiting.append((head, text))
        # What does not fit is missed like any lost hint: the next counter shows the gap.


class _Audience:
    """Who has one room open. What comes in one turn of the event loop goes out to the plain seats as one write each."""

    def __init__(self, callback: Callable[[bytes], None]) -> None:
        self.plain: set[Seat] = set()
        self.careful: set[Seat] = set()
        self.callback = callback
        self._pending: list[str] = []

    def place(self, seat: Seat) -> None:
        self.flush()  # To those who were plain when it came.
        self.plain.discard(seat)
        self.careful.discard(seat)
        (self.plain if seat.is_plain else self.careful).add(seat)

    def tell_plain(self, text: str) -> None:
        if not self._pending:
            asyncio.get_running_loop().call_soon(self.flush)
        self._pending.append(text)

    def flush(self) -> None:
        if not self._pending:
            return
        frames = Frames(*self._pending)
        self._pending = []
        for seat in self.plain:
            seat.outbox.give(frames)


class RoomHub:
    """The seats of a process by room."""

    def __init__(self, live: Listener) -> None:
        self._live = live
        self._rooms: dict[str, _Audience] = {}

    @property
    def is_hearing(self) -> bool:
        return self._live.is_connected

    def seats(self) -> Iterator[Seat]:
        """Go through all seats of the process."""
        for audience in tuple(self._rooms.values()):
            yield from (*audience.plain, *audience.careful)

    def room_ids(self) -> list[str]:
        return list(self._rooms)

    async def join(self, seat: Seat) -> None:
        """Let the seat's frames wait from now on; the room is heard when this returns, unless Redis is away."""
        audience = self._rooms.get(seat.room_id)
        if audience is None:
            audience = self._rooms[seat.room_id] = _Audience(partial(self._deliver, seat.room_id))
            audience.place(seat)
            await self._live.add(room_topic(seat.room_id), audience.callback)
        else:
            audience.place(seat)
            await self._live.confirmed(room_topic(seat.room_id))

    def place(self, seat: Seat) -> None:
        """Sort the seat anew after its view or its waiting has changed; a seat that has left stays away."""
        audience = self._rooms.get(seat.room_id)
        if audience and (seat in audience.plain or seat in audience.careful):
            audience.place(seat)

    async def leave(self, seat: Seat) -> None:
        """Send the seat nothing more; the last one out ends the subscription."""
        audience = self._rooms.get(seat.room_id)
        if audience is None:
            return
        audience.plain.discard(seat)
        audience.careful.discard(seat)
        if not audience.plain and not audience.careful:
            del self._rooms[seat.room_id]
            await self._live.remove(room_topic(seat.room_id), audience.callback)

    def tell(self, room_id: str, text: str) -> None:
        """Send one frame to everybody in the room who is not being looked at."""
        frames, audience = Frames(text), self._rooms.get(room_id)
        if audience:
            audience.flush()  # A counter must not overtake the change it counts.
        for seat in (*audience.plain, *audience.careful) if audience else ():
            if seat.view is not None:
                seat.outbox.give(frames)

    def _deliver(self, room_id: str, payload: bytes) -> None:
        audience = self._rooms.get(room_id)
        if audience is None:
            return
        first, text = payload.decode().split("\n", 1)
        head = Head(**json.loads(first))
        if head.audience == "all":
            audience.tell_plain(text)
        else:
            audience.flush()
            for seat in audience.plain:
                seat.take(head, text)
        for seat in audience.careful:
            seat.take(head, text)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, RoomHub] = WeakKeyDictionary()


def room_hub() -> RoomHub:
    """Return the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = RoomHub(listener())
    return _hubs[loop]
