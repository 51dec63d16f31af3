"""A mail server for measurements and faults: it answers at once and keeps who got which letter, in order.

As much of SMTP (RFC 5321) as a client needs that sends: no pipelining, no TLS, and every address is taken.
"""

import asyncio
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, override

from devkit.children import free_port

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ANSWERS = {
    b"EHLO": b"250 letterbox\r\n",
    b"HELO": b"250 letterbox\r\n",
    b"MAIL": b"250 ok\r\n",
    b"RSET": b"250 ok\r\n",
    b"NOOP": b"250 ok\r\n",
    b"DATA": b"354 go on\r\n",
}


@dataclass(frozen=True, slots=True)
class Received:
    """One letter: to whom, and its Message-ID, by which a repeat is known."""

    to: str
    message_id: str


class _Conversation(asyncio.Protocol):
    def __init__(self, box: "Letterbox") -> None:
        self._box = box
        self._bytes = bytearray()
        self._to = ""
        self._is_letter = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self._transport = transport
        transport.write(b"220 letterbox\r\n")

    @override
    def data_received(self, data: bytes) -> None:
        self._bytes += data
        while self._take():
            pass

    def _take(self) -> bool:
        end = b"\r\n.\r\n" if self._is_letter else b"\r\n"
        taken, found, rest = self._bytes.partition(end)
        if not found:
            return False
        self._bytes = rest
        (self._letter if self._is_letter else self._command)(bytes(taken))
        return True

    def _command(self, line: bytes) -> None:
        verb = line[:4].upper()
        self._is_letter = verb == b"DATA"
        if verb == b"RCPT":
            self._to = line.partition(b"<")[2].partition(b">")[0].decode()
        if verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
            return
        self._transport.write(_ANSWERS.get(verb, b"250 ok\r\n"))

    def _letter(self, content: bytes) -> None:
        self._is_letter = False
        found = _MESSAGE_ID.search(content)
        # Kept before it is said: whoever dies in between has sent it.
        self._box.received.append(Received(self._to, found[1].decode() if found else ""))
        self._box.on_letter()
        self._transport.write(b"250 kept\r\n")


class Letterbox:
    """A mail server in a thread of its own; `received` grows while it runs, and `on_letter` is called for each."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.on_letter: Callable[[], object] = lambda: None
        self.port = free_port()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="letterbox", daemon=True)
        self._is_open = threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._is_open.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Conversation(self), "127.0.0.1", self.port)
        )
        self._is_open.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
