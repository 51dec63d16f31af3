"""Valkey is killed, frozen, emptied, cut off, and made to drop, double and reorder all it says, while people talk.

It is only a hint: what is sent is acknowledged, every page converges, and nobody meets an error.
"""

import random
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from time import sleep

import pytest
import redis

from apps.accounts.models import User
from apps.messaging.models import Room
from devkit.children import free_port
from tests.faults.agreement import assert_nothing_lost, comparable, fresh_read, is_as_fresh, settle
from tests.faults.conftest import OpenPages
from tests.faults.pages import Page
from tests.faults.rights import block
from tests.faults.servers import FragileApp, Valkey, own_valkey, redis_address, redis_url
from tests.faults.talking import PAUSE, talk_during
from tests.faults.wires import Strand, Unreliable, Wire, wire_to
from tests.live import LiveApp, wait_until

CONVERGED = 5.0  # seconds within which everybody sees what is said while the live layer is away
SLACK = 2.0  # and what a busy machine may add
HEARTBEAT = 15.0


@dataclass
class Layer:
    """A Valkey behind a wire that can be made unreliable."""

    server: Valkey
    dice: random.Random = field(default_factory=lambda: random.Random(0))
    is_shaken: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    wire: Wire | None = None

    def strand(self) -> Strand:
        return _MaybeShaken(self.dice, self.counts, layer=self)

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.server.place.url())


@dataclass
class _MaybeShaken(Unreliable):
    layer: Layer | None = None

    def down(self, content: bytes) -> bytes:
        return super().down(content) if self.layer and self.layer.is_shaken else content


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Layer]:
    with own_valkey(tmp_path_factory.mktemp("layer")) as server:
        layer = Layer(server)
        with wire_to(redis_address(server.place.url()), layer.strand) as wire:
            layer.wire = wire
            yield layer


@pytest.fixture(scope="module")
def app(live_processes: LiveApp, layer: Layer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FragileApp]:
    """Two web processes on that layer."""
    assert layer.wire
    ports = {"web": free_port(), "web-2": free_port()}
    own = {
        "SITE_URL": f"http://localhost:{ports['web']}",
        "REDIS_URL": redis_url(layer.wire.port, layer.server.place.url()),
    }
    started = FragileApp(ports["web"], live_processes.environment | own, tmp_path_factory.mktemp("logs"), ports=ports)
    started.launch_all()
    yield started
    started.stop()


@pytest.fixture
def pages(
    app: FragileApp, open_pages: OpenPages, room: Room, bob: User, carol: User, mo: User, alice: User, seed: int
) -> list[Page]:
    """Four people; each has a socket at one of the two processes."""
    app.begin_logs()
    opened = open_pages(app.site, bob, carol, mo, alice, seed=seed)
    for page in opened:
        page.say(f"{page.name} is here")
    settle(opened, room)
    return opened


def assert_untroubled(app: FragileApp, pages: Sequence[Page]) -> None:
    """Check that nobody was refused, disconnected or shown an error."""
    for page in pages:
        assert not any(status >= 500 for status in page.statuses), page.statuses
        assert not page.refusals
        assert page.breaks == 0
    app.assert_calm()


def delays(pages: Sequence[Page], words: Sequence[str]) -> list[float]:
    """How long each of the words took to each page, after they were said."""
    said_at = {said: page.said_at[said] for page in pages for said in page.said}
    return [page.arrived_at[said] - said_at[said] for page in pages for said in words]


def assert_live_again(pages: Sequence[Page]) -> None:
    """Check that the live layer tells what is said, not the heartbeat, a moment after it is back."""

    def is_told_at_once() -> bool:
        words = pages[0].say(f"live again? {len(pages[0].said)}")
        sleep(0.6)
        return all(words in page.arrived_at for page in pages)

    # Four times in a row: a heartbeat may just come by once.
    wait_until(lambda: all(is_told_at_once() for _each in range(4)), seconds=8, what="the live layer is heard again")


def is_unheard(speaker: Page, other: Page) -> bool:
    """Say something; tell whether it did not reach the other one, whose counter has passed it."""
    sleep(PAUSE)  # Asked again and again, she would be told to go slower.
    words = speaker.say(f"unheard? {len(speaker.said)}")
    wait_until(lambda: words in speaker.arrived_at, seconds=HEARTBEAT, what="it was said")
    change = next(one["change"] for one in speaker.messages.values() if one["body"] == words)
    wait_until(lambda: other.change >= change, seconds=HEARTBEAT + 1, what="the other page has moved on")
    return words not in other.arrived_at


@contextmanager
def said_meanwhile(pages: Sequence[Page]) -> Iterator[list[str]]:
    """Collect what is said in the block."""
    before = {said for page in pages for said in page.said}
    words: list[str] = []
    yield words
    words += [said for page in pages for said in page.said if said not in before]


def test_stopped(app: FragileApp, layer: Layer, pages: list[Page], room: Room, full: bool, seed: int) -> None:
    """For 8 s, with `--full` for 60 s: each word is acknowledged and on every page within 5 s, by the heartbeat."""
    dice = random.Random(seed)
    layer.server.kill()
    with said_meanwhile(pages) as words, talk_during(pages, dice), reading_pages(pages) as statuses:
        sleep(60 if full else 8)
    settle(pages, room, seconds=CONVERGED + SLACK)
    layer.server.start()
    assert_live_again(pages)
    settle(pages, room)
    assert_nothing_lost(pages, room)
    assert_untroubled(app, pages)
    assert max(delays(pages, words)) < CONVERGED + SLACK
    assert max(page.answered_at[said] - page.said_at[said] for page in pages for said in page.said) < CONVERGED
    assert statuses
    assert set(statuses) == {200}


@contextmanager
def reading_pages(pages: Sequence[Page]) -> Iterator[list[int]]:
    """Have somebody else look at the room over HTTP all the time."""
    statuses: list[int] = []
    is_over = threading.Event()
    visitor = Page("visitor", pages[0].cookie, pages[0].room, pages[0].site)

    def visit() -> None:
        while not is_over.wait(0.3):
            statuses.append(visitor.ask("")[0])

    thread = threading.Thread(target=visit, daemon=True)
    thread.start()
    yield statuses
    is_over.set()
    thread.join(10)


def test_frozen(app: FragileApp, layer: Layer, pages: list[Page], room: Room, seed: int) -> None:
    """It takes connections and never answers, which is worse than being gone: waiting must end."""
    layer.server.signal(signal.SIGSTOP)
    try:
        with said_meanwhile(pages) as words, talk_during(pages, random.Random(seed)):
            sleep(8)
        settle(pages, room, seconds=HEARTBEAT)
    finally:
        layer.server.signal(signal.SIGCONT)
    assert_live_again(pages)
    settle(pages, room)
    assert_nothing_lost(pages, room)
    assert_untroubled(app, pages)
    assert max(page.answered_at[said] - page.said_at[said] for page in pages for said in page.said) < CONVERGED
    assert max(delays(pages, words)) < HEARTBEAT


def test_flushed_and_cut_off(app: FragileApp, layer: Layer, pages: list[Page], room: Room, seed: int) -> None:
    """Everything in it is forgotten, and subscribers are thrown out, again and again."""
    with talk_during(pages, random.Random(seed)), layer.client() as client:
        for _each in range(4):
            sleep(0.5)
            client.flushall()
            sleep(0.5)
            client.client_kill_filter(_type="pubsub")
    assert_live_again(pages)
    settle(pages, room)
    assert_nothing_lost(pages, room)
    assert_untroubled(app, pages)


def test_dropping_doubling_and_reordering_everything(
    app: FragileApp,
    layer: Layer,
    pages: list[Page],
    room: Room,
    bob: User,
    carol: User,
    open_pages: OpenPages,
    seed: int,
) -> None:
    """A quarter of all hints is lost, a quarter comes twice, a quarter late and backwards; a block holds all the same."""
    layer.dice.seed(seed)
    layer.counts.clear()
    layer.is_shaken = True
    try:
        with talk_during(pages, random.Random(seed)):
            sleep(5)
            block(carol, bob, room)
            wait_until(lambda: room.messages.filter(body__startswith="bob").count() > 12, what="Bob goes on talking")
    finally:
        layer.is_shaken = False
    settle(pages, room, seconds=HEARTBEAT + 1)
    his, hers, *others = pages
    assert_nothing_lost(others, room)
    wait_until(partial(is_as_fresh, hers), seconds=HEARTBEAT + 1, what="she sees what is hers")
    # The other side is told nothing, not even to load anew: what came before their process knew stays on their page.
    assert comparable(fresh_read(his)).items() <= comparable(his.messages).items()
    wait_until(lambda: is_unheard(hers, his), seconds=HEARTBEAT + 1, what="he hears no more of her")
    assert min(layer.counts.values()) > 5
    assert_untroubled(app, pages)
