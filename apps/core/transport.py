"""Ready frames straight to a socket's transport: encoded once, compressed once, handed to everybody.

`FrameSockets` is uvicorn's own WebSocket protocol (`--ws apps.core.transport:FrameSockets`) with one thing more: it puts
a `Line` into the ASGI scope. Where a server does not, `line_of` returns None and frames go the ordinary way, through
ASGI `send`: slower, and in every other way the same. Nothing outside this file knows uvicorn. See docs/adr/0010.
"""

import logging
import struct
import zlib
from asyncio import BaseTransport
from collections.abc import Callable
from functools import cached_property
from typing import Any, cast, override

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.http11 import Request
from websockets.protocol import State

from apps.core.sockets import Scope

EXTENSION = "beside.line"
FULL = 512 * 1024  # bytes that may wait in a socket's buffer before it counts as a slow reader's
DRAINED = 16 * 1024
WINDOW = 12  # 2 ** 12 bytes: a frame is not much longer
WORTH_COMPRESSING = 300  # bytes

# A frame that is compressed for nobody in particular can refer to nothing said before. That neither side remembers
# anything also saves some 30 kB a socket.
_DEFLATE = ServerPerMessageDeflateFactory(
    server_no_context_takeover=True, client_no_context_takeover=True, server_max_window_bits=WINDOW
)
# uvicorn would write down each socket that is opened; config/logs.py lets no such line through.
_LOG = logging.getLogger("uvicorn.error.sockets")
_LOG.setLevel(logging.WARNING)
_TEXT, _COMPRESSED_TEXT = 0x81, 0xC1  # RFC 6455, section 5.2; RFC 7692, section 7.2.1


class Frames:
    """Text frames, in order, as every socket gets them."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    @cached_property
    def plain(self) -> bytes:
        return b"".join([_framed(_TEXT, text.encode()) for text in self.texts])

    @cached_property
    def compressed(self) -> bytes:
        return b"".join([_compressed(text.encode()) for text in self.texts])


class Line:
    """The way to one socket's transport. `is_full`: its reader is behind; `on_drained` is called when it has caught up."""

    __slots__ = ("_closing", "_conn", "_write", "abort", "is_compressed", "is_full", "on_drained")

    def __init__(self, protocol: "FrameSockets") -> None:
        self.is_full = False
        self.on_drained: Callable[[], None] | None = None
        self.abort: Callable[[], None] = protocol.transport.abort
        self.is_compressed = any(_shares_frames(extension) for extension in protocol.conn.extensions)
        self._conn = protocol.conn
        self._write = protocol.transport.write
        self._closing = protocol.transport.is_closing

    def write(self, frames: Frames) -> None:
        """Send the frames now; nothing happens on a socket that is being closed. Never waits: look at `is_full`."""
        if self._conn.state is State.OPEN and not self._closing():
            self._write(frames.compressed if self.is_compressed else frames.plain)


class FrameSockets(WebSocketsSansIOProtocol):
    """uvicorn's protocol with a `Line` in each socket's scope, and compression that remembers nothing."""

    line: Line | None = None

    @override
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = _LOG
        if self.config.ws_per_message_deflate:
            self.conn.available_extensions = [_DEFLATE]

    @override
    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=FULL, low=DRAINED)

    @override
    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            # The application's task has not begun: it will find the line in its scope.
            self.line = Line(self)
            cast("dict[str, Any]", self.scope["extensions"])[EXTENSION] = self.line

    @override
    def start_keepalive(self) -> None:
        super().start_keepalive()
        # The socket is open: what was asked and answered for it is not looked at again, and is a tenth of its memory.
        del self.request, self.response

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        if self.line:
            self.line.is_full = True

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        if self.line:
            self.line.is_full = False
            if self.line.on_drained:
                self.line.on_drained()


def line_of(scope: Scope) -> Line | None:
    """Return the line that our server has put into the scope, or None behind any other."""
    line = scope.get("extensions", {}).get(EXTENSION)
    return line if isinstance(line, Line) else None


def _shares_frames(extension: object) -> bool:
    return isinstance(extension, PerMessageDeflate) and extension.local_max_window_bits >= WINDOW


def _compressed(payload: bytes) -> bytes:
    if len(payload) < WORTH_COMPRESSING:
        return _framed(_TEXT, payload)
    deflate = zlib.compressobj(wbits=-WINDOW)
    # The end of a synchronised block is left out (RFC 7692, section 7.2.1).
    return _framed(_COMPRESSED_TEXT, (deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4])


def _framed(first: int, payload: bytes) -> bytes:
    length = len(payload)
    if length < 126:
        return bytes((first, length)) + payload
    if length < 65536:
        return struct.pack("!BBH", first, 126, length) + payload
    return struct.pack("!BBQ", first, 127, length) + payload
