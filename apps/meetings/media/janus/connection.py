"""One WebSocket to Janus and the one session on it: requests, their answers, and events."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from apps.meetings.media.base import MediaError, MediaUnavailable
from apps.meetings.media.janus.secrets import PLUGIN

log = structlog.get_logger(__name__)

ANSWER_WITHIN_SECONDS = 10
KEEPALIVE_EVERY_SECONDS = 20
LARGEST_FRAME = 1024 * 1024

# What the VideoRoom answers with.
NO_SUCH_ROOM, ROOM_EXISTS, NO_SUCH_FEED, ID_EXISTS = 426, 427, 428, 436
_CODES = {432: "room_full"}

type Frame = dict[str, Any]
type OnEvent = Callable[[Frame], Awaitable[None]]


class JanusRefused(MediaError):
    """Janus or its VideoRoom said no; `number` is its own."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(_CODES.get(number, "refused"))


class JanusConnection:
    """Open from `open` until it breaks or is closed; events go to whoever follows their handle."""

    def __init__(self, socket: ClientConnection, api_secret: str, on_gone: Callable[[], Awaitable[None]]) -> None:
        self._socket = socket
        self._api_secret = api_secret
        self._on_gone = on_gone
        self._session: int | None = None
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        self._followers: dict[int, OnEvent] = {}
        self._tasks = [asyncio.create_task(self._read())]

    @classmethod
    async def open(cls, url: str, api_secret: str, on_gone: Callable[[], Awaitable[None]]) -> "JanusConnection":
        """Connect and begin a session; `on_gone` is awaited once when it is lost. Raises MediaUnavailable."""
        try:
            socket = await connect(
                f"ws://{urlsplit(url).netloc}/",
                subprotocols=[Subprotocol("janus-protocol")],
                max_size=LARGEST_FRAME,
                proxy=None,
                open_timeout=3,
                compression=None,
            )
        except (OSError, TimeoutError, InvalidHandshake):
            raise MediaUnavailable from None
        connection = cls(socket, api_secret, on_gone)
        try:
            connection._session = (await connection._ask({"janus": "create"}))["data"]["id"]
        except MediaError:
            await connection.close()
            raise MediaUnavailable from None
        connection._tasks.append(asyncio.create_task(connection._stay_alive()))
        return connection

    async def attach(self, token: str, on_event: OnEvent) -> int:
        """Return a new handle of the VideoRoom; its events go to `on_event`, which must return soon."""
        frame = await self._ask({"janus": "attach", "plugin": PLUGIN, "token": token})
        handle: int = frame["data"]["id"]
        self._followers[handle] = on_event
        return handle

    async def detach(self, handle: int) -> None:
        """End the handle and its connection with the browser; harmless when either is gone."""
        self._followers.pop(handle, None)
        with suppress(MediaError):
            await self._ask({"janus": "detach", "handle_id": handle})

    async def order(self, handle: int, body: Mapping[str, object], jsep: Mapping[str, str] | None = None) -> Frame:
        """Return the VideoRoom's answer: its `data`, with the description under `jsep` when there is one.

        Raises JanusRefused, MediaUnavailable.
        """
        request: Frame = {"janus": "message", "handle_id": handle, "body": dict(body)}
        frame = await self._ask(request | ({"jsep": dict(jsep)} if jsep else {}))
        data: Frame = frame["plugindata"]["data"]
        if "error_code" in data:
            raise JanusRefused(data["error_code"])
        return data | {"jsep": frame.get("jsep")}

    async def close(self) -> None:
        """End the session, and with it every handle; nobody is told."""
        self._followers.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._socket.close()

    async def _ask(self, request: Frame) -> Frame:
        transaction = secrets.token_hex(8)
        answered: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._answers[transaction] = answered
        try:
            await self._socket.send(json.dumps(self._signed(request, transaction)))
            async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
                frame = await answered
        except (ConnectionClosed, TimeoutError):
            raise MediaUnavailable from None
        finally:
            self._answers.pop(transaction, None)
        if frame["janus"] == "error":
            raise JanusRefused(frame["error"]["code"])
        return frame

    def _signed(self, request: Frame, transaction: str) -> Frame:
        session = {} if self._session is None else {"session_id": self._session}
        return request | session | {"transaction": transaction, "apisecret": self._api_secret}

    async def _stay_alive(self) -> None:
        while True:
            await asyncio.sleep(KEEPALIVE_EVERY_SECONDS)
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps(self._signed({"janus": "keepalive"}, "alive")))

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                await self._take(json.loads(text))
        except ConnectionClosed:
            log.info("janus_gone")
        for answered in self._answers.values():
            if not answered.done():
                answered.set_exception(MediaUnavailable())
        self._followers.clear()
        await self._on_gone()

    async def _take(self, frame: Frame) -> None:
        answered = self._answers.get(frame.get("transaction", ""))
        if frame["janus"] == "timeout":
            # The session is gone, though the socket stands: only a new one helps.
            await self._socket.close()
        elif answered is not None and not answered.done():
            # What takes a while is acknowledged first; its answer is an event with the same transaction.
            if frame["janus"] != "ack":
                answered.set_result(frame)
        elif follower := self._followers.get(frame.get("sender", 0)):
            await follower(frame)
