"""What a hub hands out in one turn of the event loop keeps its order, whoever it is for."""

import json
from dataclasses import asdict

from apps.core.realtime import Listener
from apps.messaging.consumers.hub import RoomHub, Seat
from apps.messaging.consumers.outbox import Outbox
from apps.messaging.rules.viewing import View
from apps.messaging.services.announcing import Head, frame


class Deaf(Listener):
    async def add(self, topic: str, callback: object) -> bool:
        return False


class Read(Outbox):
    """Keeps what a reader gets."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        super().__init__(send=None, on_drained=lambda: None)  # type: ignore[arg-type]  # nothing is sent

    def give(self, frames: object) -> None:
        self.texts += frames.texts  # type: ignore[attr-defined]


def payload(change: int, audience: str) -> bytes:
    head = Head(change=change, author="somebody", audience=audience)  # type: ignore[arg-type]
    return f"{json.dumps(asdict(head))}\n{frame('message.changed', room='r', change=change)}".encode()


async def test_words_for_few_and_counters_do_not_overtake_words_for_all() -> None:
    hub, reader = RoomHub(Deaf()), Read()
    seat = Seat("r", 1, reader, lambda _seat, _change: None)
    await hub.join(seat)
    seat.release(View(membership="own"))
    hub.place(seat)
    hub._deliver("r", payload(1, "all"))
    hub._deliver("r", payload(2, "few"))
    hub._deliver("r", payload(3, "all"))
    hub.tell("r", frame("room.heartbeat", room="r", change=3))
    assert [(one["type"], one["change"]) for one in map(json.loads, reader.texts)] == [
        ("message.changed", 1),
        ("room.advanced", 2),
        ("message.changed", 3),
        ("room.heartbeat", 3),
    ]
