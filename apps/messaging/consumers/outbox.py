"""What waits to be sent on one socket: bounded, so that a reader who stalls costs little and is told to catch up."""

import asyncio
from collections import deque
from collections.abc import Callable

from apps.core.sockets import Event, Send
from apps.core.transport import Frames, Line

BOUND = 512 * 1024  # letters that may wait where there is no line to the transport
STALL = 30.0  # seconds a reader may take nothing before the socket is given up


class Outbox:
    """Frames in order; `put` never waits.

    With a line they go straight to the transport, else through ASGI `send`. Whoever falls behind gets nothing more
    until they have taken the rest; then `on_drained` is called.
    """

    def __init__(self, send: Send, on_drained: Callable[[], None], line: Line | None = None) -> None:
        self.is_lagging = False
        self._send = send
        self._on_drained = on_drained
        self._line = line
        self._frames: deque[str] = deque()
        self._size = 0
        self._wake = asyncio.Event()
        self._code: int | None = None
        self._giving_up: asyncio.TimerHandle | None = None
        if line is not None:
            line.on_drained = self._catch_up

    def put(self, text: str) -> None:
        """Send one frame after those before it, unless the reader has fallen behind."""
        self.give(Frames(text))

    def give(self, frames: Frames) -> None:
        """Send the same frames that others get."""
        if self.is_lagging or self._code is not None:
            return
        if self._line is None:
            self._queue(frames)
        elif self._line.is_full:
            self._fall_behind()
            self._giving_up = asyncio.get_running_loop().call_later(STALL, self._line.abort)
        else:
            self._line.write(frames)

    def finish(self, code: int) -> None:
        """Drop what waits and end the socket with this code; nothing is sent after it."""
        if self._code is None:
            self._code = code
            self._clear()
            self._wake.set()

    async def run(self) -> None:
        """Send until the socket is finished; cancelling it loses what waits.

        Raises TimeoutError when the reader takes nothing for 30 s, ConnectionError when the reader has gone.
        """
        try:
            while self._code is None:
                await self._wake.wait()
                self._wake.clear()
                await self._send_waiting()
            await self._close(self._code)
        finally:
            self._stop_giving_up()

    async def _close(self, code: int) -> None:
        if self._line is not None and self._line.is_full:
            self._line.abort()  # A word of farewell would wait behind everything else.
            return
        await self._hand_over({"type": "websocket.close", "code": code})

    def _queue(self, frames: Frames) -> None:
        self._size += sum(map(len, frames.texts))
        if self._size > BOUND:
            self._fall_behind()
            self._clear()
        else:
            self._frames.extend(frames.texts)
        self._wake.set()

    def _fall_behind(self) -> None:
        self.is_lagging = True

    def _catch_up(self) -> None:
        self._stop_giving_up()
        if self.is_lagging and self._code is None:
            self.is_lagging = False
            self._on_drained()

    def _stop_giving_up(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    async def _send_waiting(self) -> None:
        while self._frames and self._code is None:
            frame = self._frames.popleft()
            self._size -= len(frame)
            async with asyncio.timeout(STALL):
                await self._hand_over({"type": "websocket.send", "text": frame})
        if self._line is None:
            self._catch_up()

    async def _hand_over(self, event: Event) -> None:
        try:
            await self._send(event)
        except RuntimeError as error:
            # uvicorn's word for a socket that the other side has closed before we heard of it.
            raise ConnectionResetError from error

    def _clear(self) -> None:
        self._frames.clear()
        self._size = 0
