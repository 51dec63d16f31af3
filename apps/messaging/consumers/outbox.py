"""What waits to be sent on one socket: bounded, so that a reader who stalls costs little and is told to catch up."""

import asyncio
from collections import deque
from collections.abc import Callable

from apps.core.sockets import Event, Send

BOUND = 256 * 1024  # letters that may wait
STALL = 30.0  # seconds one frame may take before the socket is given up


class Outbox:
    """Frames in order; `put` never waits.

    Beyond the bound what waits is dropped, and `on_drained` is called when the socket has taken the rest.
    """

    def __init__(self, send: Send, on_drained: Callable[[], None]) -> None:
        self.is_lagging = False
        self._send = send
        self._on_drained = on_drained
        self._frames: deque[str] = deque()
        self._size = 0
        self._wake = asyncio.Event()
        self._code: int | None = None

    def put(self, frame: str) -> None:
        """Send the frame after those before it, unless the reader has fallen behind."""
        if self.is_lagging or self._code is not None:
            return
        self._size += len(frame)
        if self._size > BOUND:
            self.is_lagging = True
            self._clear()
        else:
            self._frames.append(frame)
        self._wake.set()

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
        while self._code is None:
            await self._wake.wait()
            self._wake.clear()
            await self._send_waiting()
        await self._give({"type": "websocket.close", "code": self._code})

    async def _send_waiting(self) -> None:
        while self._frames and self._code is None:
            frame = self._frames.popleft()
            self._size -= len(frame)
            async with asyncio.timeout(STALL):
                await self._give({"type": "websocket.send", "text": frame})
        if self.is_lagging and self._code is None:
            self.is_lagging = False
            self._on_drained()

    async def _give(self, event: Event) -> None:
        try:
            await self._send(event)
        except RuntimeError as error:
            # uvicorn's word for a socket that the other side has closed before we heard of it.
            raise ConnectionResetError from error

    def _clear(self) -> None:
        self._frames.clear()
        self._size = 0
