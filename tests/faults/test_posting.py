"""Two members post at once through two web processes, and one of the processes is killed in between.

What was acknowledged is committed: nothing of it is lost, nothing is doubled, and both see one order.
"""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from websockets.exceptions import InvalidHandshake, WebSocketException

from apps.accounts.models import User
from apps.messaging.models import Message, Room
from apps.messaging.services.rooms import chat_room
from devkit.children import free_port
from tests.live import LiveApp
from tests.messaging.tabs import Frame, Tab, cookie_of, open_tab

EACH = 25  # messages a member sends: below the burst limit, which is not the point here
BROKEN = (OSError, TimeoutError, EOFError, WebSocketException, InvalidHandshake)


@dataclass(eq=False)
class Talker:
    """A page that sends one message after another and comes back after every break, as ours does."""

    name: str
    cookie: str
    room: str
    ports: list[int]
    origin: str
    dice: random.Random
    acknowledged: dict[str, int] = field(default_factory=dict)
    seen: dict[int, str] = field(default_factory=dict)
    change: int = 0
    breaks: int = 0

    is_opening: bool = False

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self.run, name=self.name, daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        waiting = [f"{self.name}-{number}" for number in range(EACH)]
        while waiting:
            try:
                with open_tab(f"ws://localhost:{self.dice.choice(self.ports)}/ws/", self.cookie, self.origin) as tab:
                    self.open(tab)
                    while waiting:
                        self.send(tab, waiting[0])
                        waiting.pop(0)
                        time.sleep(self.dice.uniform(0, 0.05))
            except BROKEN:
                self.breaks += 1
                time.sleep(0.1)

    def open(self, tab: Tab) -> None:
        self.is_opening = True
        tab.send(type="room.open", room=self.room, after=self.change)
        while self.is_opening:
            self.take(tab, tab.next(10))

    def send(self, tab: Tab, client_id: str) -> None:
        """Send until it is acknowledged; the same client id again after a break is the same message."""
        tab.say(self.room, client_id, client_id=client_id)
        while client_id not in self.acknowledged:
            self.take(tab, tab.next(10))

    def take(self, tab: Tab, frame: Frame) -> None:
        if frame["type"] == "message.sent":
            self.acknowledged[frame["client_id"]] = frame["number"]
        elif frame["type"] == "room.opened":
            self.is_opening = False
            self.change = max(self.change, frame["change"])
        elif frame["type"] == "message.changed":
            self.apply(tab, frame)
        assert frame["type"] != "error", frame

    def apply(self, tab: Tab, frame: Frame) -> None:
        if self.is_opening:
            # The catch-up, and perhaps frames from before it; the counter moves when the room is open.
            self.keep(frame)
            return
        if frame["change"] <= self.change:
            return
        if frame["change"] > self.change + 1:
            self.open(tab)
            return
        self.change = frame["change"]
        self.keep(frame)

    def keep(self, frame: Frame) -> None:
        assert self.seen.setdefault(frame["number"], frame["body"]) == frame["body"]

    def catch_up(self) -> None:
        with open_tab(f"ws://localhost:{self.ports[0]}/ws/", self.cookie, self.origin) as tab:
            self.open(tab)


@pytest.fixture
def room(live_app: LiveApp, bob: User) -> Room:
    return chat_room(bob.memberships.get().group)


@pytest.fixture
def ports(live_app: LiveApp) -> Iterator[dict[str, int]]:
    """Two web processes, by the ports they answer on."""
    yield {"web": live_app.port, "web-2": live_app.start("web-2", free_port())}
    live_app.kill("web-2")


def test_killed_process_loses_and_doubles_nothing(
    live_app: LiveApp, ports: dict[str, int], room: Room, bob: User, carol: User, seed: int
) -> None:
    dice = random.Random(seed)
    talkers = [
        Talker(name, cookie_of(user), room.public_id, list(ports.values()), live_app.url, random.Random(dice.random()))
        for name, user in (("bob", bob), ("carol", carol))
    ]
    threads = [talker.start() for talker in talkers]
    for victim in dice.sample(["web", "web-2"], 2)[: dice.choice([1, 2])]:
        wait_for_some(talkers, dice.randrange(5, 20))
        live_app.kill(victim)
        live_app.start(victim, ports[victim])
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    for talker in talkers:
        talker.catch_up()
    kept = {message.number or 0: message.body for message in Message.objects.filter(room=room)}
    assert sorted(kept) == list(range(1, 2 * EACH + 1))
    assert len(set(kept.values())) == 2 * EACH
    for talker in talkers:
        assert talker.seen == kept
        assert {number: body for body, number in talker.acknowledged.items()}.items() <= kept.items()
        own = [body for _number, body in sorted(kept.items()) if body.startswith(talker.name)]
        assert own == [f"{talker.name}-{number}" for number in range(EACH)]
    assert sum(talker.breaks for talker in talkers) > 0


def wait_for_some(talkers: list[Talker], more: int) -> None:
    """Wait until that many more messages were acknowledged."""
    goal = min(sum(len(talker.acknowledged) for talker in talkers) + more, 2 * EACH - 5)
    deadline = time.monotonic() + 60
    while sum(len(talker.acknowledged) for talker in talkers) < goal:
        assert time.monotonic() < deadline
        time.sleep(0.01)
