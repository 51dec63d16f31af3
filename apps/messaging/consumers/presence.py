"""Who is here now, of those who let it be seen: each process tells the others; whoever is silent for long is gone.

A hint and nothing else: it lives in memory, comes late, and is told to nobody who does not give the same.
"""

import asyncio
import json
import secrets
import time
from collections import defaultdict
from weakref import WeakKeyDictionary

from apps.core.realtime import listener
from apps.messaging.consumers.hub import Seat, room_hub
from apps.messaging.services.announcing import frame
from apps.messaging.services.hints import LATER_THAN_EVERYTHING, PRESENCE_TOPIC, Present, tell_presence

LOOK = 5.0  # seconds between two looks at one's own seats
TELL_AGAIN = 15.0  # seconds after which the same is told once more
LASTS = 40.0  # seconds after which a process that said nothing is forgotten

type Members = dict[str, str]  # alias by public id


class Presence:
    """What all processes said of their open rooms, and what each local seat was told last."""

    def __init__(self) -> None:
        self._process = secrets.token_hex(8)
        self._said: dict[str, tuple[float, Present]] = {}
        self._told: WeakKeyDictionary[Seat, Members] = WeakKeyDictionary()
        self._own: dict[str, Members] = {}
        self._own_at = 0.0

    async def tell_for_ever(self) -> None:
        """Tell others who is here, and each seat what it has not been told, until the event loop ends."""
        await listener().add(PRESENCE_TOPIC, self.take)
        while True:
            await asyncio.sleep(LOOK)
            now = time.monotonic()
            own = _local()
            is_news = own != self._own or (own and now - self._own_at > TELL_AGAIN)
            self._own = own
            if is_news:
                self._own_at = now
                await asyncio.to_thread(tell_presence, self._process, own)
            self.show()

    def take(self, payload: bytes) -> None:
        """Remember what a process said, this one's own words too."""
        said = json.loads(payload)
        self._said[said["process"]] = (time.monotonic(), said["rooms"])
        self.show()

    def show(self) -> None:
        """Tell each seat that lets itself be seen who else is there, where that has changed."""
        since = time.monotonic() - LASTS
        self._said = {process: said for process, said in self._said.items() if said[0] > since}
        rooms: defaultdict[str, Members] = defaultdict(dict)
        for _at, present in self._said.values():
            for room_id, members in present.items():
                rooms[room_id].update(members)
        for seat in room_hub().seats():
            self._show(seat, rooms.get(seat.room_id, {}))

    def _show(self, seat: Seat, members: Members) -> None:
        view = seat.view
        if view is None:
            return
        seen = {who: alias for who, alias in members.items() if view.sees(who, LATER_THAN_EVERYTHING, "presence")}
        if seen != self._told.get(seat, {}):
            self._told[seat] = seen
            here = [{"author": who, "alias": alias} for who, alias in sorted(seen.items(), key=lambda one: one[1])]
            seat.outbox.put(frame("presence", room=seat.room_id, members=here))


def _local() -> dict[str, Members]:
    present: dict[str, Members] = {}
    for seat in room_hub().seats():
        if seat.view and "presence" in seat.view.shows:
            present.setdefault(seat.room_id, {})[seat.view.membership] = seat.view.alias
    return present


_tasks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]] = WeakKeyDictionary()


def start_telling() -> None:
    """Have one of these in this event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _tasks:
        _tasks[loop] = loop.create_task(Presence().tell_for_ever())
