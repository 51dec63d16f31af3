"""A member's tabs take nothing any more: that costs bounded memory, disturbs nobody, and ends."""

import asyncio
import base64
import json
import random
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from apps.accounts.models import User
from apps.core.sockets import Event
from apps.messaging.consumers import outbox
from apps.messaging.consumers.outbox import BOUND, Outbox
from apps.messaging.models import Message, Room
from apps.messaging.services.announcing import announce
from apps.messaging.services.posting import Draft, post_message
from tests.faults.agreement import assert_nothing_lost, settle
from tests.faults.conftest import OpenPages
from tests.faults.pages import Site
from tests.faults.servers import FragileApp
from tests.faults.talking import talk_during
from tests.messaging.tabs import cookie_of

TABS = 5  # as many as one person may have
REPEATS = 3000  # frames of some 13 kB: 39 MB, if only one copy were kept for all tabs
MOST_GROWTH = 15 * 1024 * 1024  # bytes for all five
MOST_WAITING = 1024 * 1024  # bytes, of the 39 MB, that may be on their way behind an ordinary server
UNDISTURBED = 5.0  # seconds within which others hear one another meanwhile
GIVEN_UP = 75  # seconds after which nobody waits for a stalled reader any more


class StalledTab:
    """A socket that has opened the room and reads only when it is told to."""

    def __init__(self, site: Site, cookie: str, room: str) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self._socket.connect(("127.0.0.1", site.ports[0]))
        lines = [
            "GET /ws/ HTTP/1.1",
            f"Host: {site.url.removeprefix('http://')}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(b'k' * 16).decode()}",
            "Sec-WebSocket-Version: 13",
            f"Origin: {site.url}",
            f"Cookie: {cookie}",
        ]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.read_until(b"\r\n\r\n")
        self._send({"type": "room.open", "room": room, "after": 0})
        self.read_until(b"room.opened")

    def _send(self, frame: dict[str, object]) -> None:
        content = json.dumps(frame).encode()
        # A final text frame with an empty mask (RFC 6455, section 5.2).
        self._socket.sendall(bytes([0x81, 0x80 | 126]) + struct.pack(">HI", len(content), 0) + content)

    def read_until(self, words: bytes, seconds: float = 20) -> bool:
        """Read until these words come; False when the server has ended the connection."""
        deadline, tail = monotonic() + seconds, b""
        self._socket.settimeout(seconds)
        while words not in tail:
            assert monotonic() < deadline, f"no {words!r}"
            try:
                part = self._socket.recv(1 << 20)
            except ConnectionError:
                return False
            if not part:
                return False
            tail = tail[-len(words) :] + part
        return True

    def close(self) -> None:
        self._socket.close()


@contextmanager
def stalled_tabs(site: Site, user: User, room: Room) -> Iterator[list[StalledTab]]:
    with ExitStack() as ending:
        tabs = []
        for _each in range(TABS):
            tabs.append(StalledTab(site, cookie_of(user), room.public_id))
            ending.callback(tabs[-1].close)
        yield tabs


def memory_of(app: FragileApp, name: str) -> int:
    """Return the bytes that the process has in memory."""
    status = Path(f"/proc/{app.children[name].pid}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def flood(message: Message) -> None:
    """Have the live layer say the same long message again and again: pages that have it do nothing about that."""
    for _each in range(REPEATS):
        announce([message])


def test_reader_that_never_reads(
    pair: FragileApp, open_pages: OpenPages, room: Room, bob: User, carol: User, mo: User, alice: User, full: bool
) -> None:
    """It is told to catch up when it reads again; with `--full` the others of its kind are seen to be given up."""
    site = Site(pair.url, [pair.ports["web"]])
    pages = open_pages(site, bob, mo)
    long = post_message(Draft(alice.pk, room.public_id, "long", "a long story " * 300)).message
    settle(pages, room)
    with stalled_tabs(site, carol, room) as tabs:
        announce([long])
        before = memory_of(pair, "web")
        with talk_during(pages, random.Random(0)):
            flood(long)
            sleep(1)
        grown = memory_of(pair, "web") - before
        settle(pages, room)
        assert grown < MOST_GROWTH, f"grown by {grown / 1024 / 1024:.0f} MB"
        heard = [page.arrived_at[said] - at for page in pages for other in pages for said, at in other.said_at.items()]
        assert max(heard) < UNDISTURBED
        assert not any(page.breaks for page in pages)
        assert tabs[0].read_until(b'"room.resync"')
        if full:
            sleep(GIVEN_UP)
            assert not any(tab.read_until(b"never said") for tab in tabs[1:])
    assert_nothing_lost(pages, room)
    pair.assert_calm()


class PlainSend:
    """ASGI `send` of a server that knows nothing of ours: it waits while its buffer is full of what nobody reads."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def __call__(self, event: Event) -> None:
        self._writer.write(event["text"].encode() + b"\n")
        await self._writer.drain()


@pytest.fixture
async def plain_line() -> AsyncIterator[tuple[PlainSend, asyncio.StreamReader]]:
    """The way in and the way out of a real connection whose reader takes only what is asked of it."""
    near, far = socket.socketpair()
    _unused, writer = await asyncio.open_connection(sock=near)
    reader, unused = await asyncio.open_connection(sock=far)
    yield PlainSend(writer), reader
    for end in (writer, unused):
        end.transport.abort()
    await asyncio.sleep(0)


async def test_reader_that_never_reads_behind_an_ordinary_server(
    plain_line: tuple[PlainSend, asyncio.StreamReader],
) -> None:
    """Frames wait in the process there: no more than the bound, and one who reads again is told to catch up."""
    send, reader = plain_line
    caught_up = asyncio.Event()
    box = Outbox(send, caught_up.set)
    sending = asyncio.create_task(box.run())
    for number in range(REPEATS):
        box.put(f"{number:>13000}")
        await asyncio.sleep(0)
    assert box.is_lagging
    assert not caught_up.is_set()
    box.put("while behind")

    async def read_on() -> int:
        read = b""
        while not caught_up.is_set() or b"after" not in read:
            read += await reader.read(1 << 20)
            if caught_up.is_set():
                box.put("after")
        assert b"while behind" not in read
        return len(read)

    # What was taken at once, and what stood in the buffers of the system and of the server.
    assert await asyncio.wait_for(read_on(), 60) < MOST_WAITING
    sending.cancel()


async def test_reader_behind_an_ordinary_server_is_given_up(
    plain_line: tuple[PlainSend, asyncio.StreamReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "STALL", 0.1)
    box = Outbox(plain_line[0], lambda: None)
    box.put("x" * BOUND)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(box.run(), 60)
