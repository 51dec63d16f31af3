"""Speaks to the embedded forwarder: one WebSocket a web process, opened when first needed and again when it broke."""

import asyncio
import itertools
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from apps.meetings.media.base import (
    Feed,
    Gone,
    Kind,
    Listener,
    MediaError,
    MediaUnavailable,
    Offered,
    Participation,
    Place,
    Side,
)
from apps.meetings.media.tokens import mint

log = structlog.get_logger(__name__)

ANSWER_WITHIN_SECONDS = 10
LARGEST_FRAME = 256 * 1024


class EmbeddedBackend:
    """A `MediaBackend` over the forwarder's control interface; belongs to the event loop that first used it."""

    needs_candidates = False

    def __init__(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        self._url = f"ws://{parts.netloc}/"
        self._secret = secret
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._listeners: dict[str, Listener] = {}

    async def join(self, place: Place, *, hidden: frozenset[str], listener: Listener) -> Participation:
        """See MediaBackend."""
        stay = Participation(id=secrets.token_urlsafe(12), place=place)
        values = {"stay": stay.id, "room": place.room, "person": place.person, "hidden": sorted(hidden)}
        self._listeners[stay.id] = listener
        try:
            await self._ask("join", token=mint(self._secret, place), **values)
        except MediaError:
            self._listeners.pop(stay.id, None)
            raise
        return stay

    async def hide(self, stay: Participation, hidden: frozenset[str]) -> None:
        """See MediaBackend."""
        await self._ask("hide", stay=stay.id, hidden=sorted(hidden))

    async def lighten(self, stay: Participation, *, is_light: bool) -> None:
        """See MediaBackend."""
        await self._ask("lighten", stay=stay.id, is_light=is_light)

    async def publish(self, stay: Participation, sdp: str) -> str:
        """See MediaBackend."""
        return str((await self._ask("publish", stay=stay.id, sdp=sdp))["sdp"])

    async def subscribe(self, stay: Participation) -> None:
        """See MediaBackend."""
        await self._ask("subscribe", stay=stay.id)

    async def answer(self, stay: Participation, sdp: str, *, version: int) -> None:
        """See MediaBackend."""
        await self._ask("answer", stay=stay.id, sdp=sdp, version=version)

    async def trickle(self, stay: Participation, side: Side, candidate: Mapping[str, object] | None) -> None:
        """Do nothing: the forwarder answers whoever knows the connection's password and needs no address beforehand."""

    async def mute(self, place: Place, *, audio: bool | None = None, video: bool | None = None) -> None:
        """See MediaBackend."""
        await self._ask("mute", room=place.room, person=place.person, audio=audio, video=video)

    async def leave(self, stay: Participation) -> None:
        """See MediaBackend."""
        self._listeners.pop(stay.id, None)
        await self._ask("leave", stay=stay.id)

    async def remove(self, place: Place) -> None:
        """See MediaBackend."""
        await self._ask("remove", room=place.room, person=place.person)

    async def close(self, room: str) -> None:
        """See MediaBackend."""
        await self._ask("close", room=room)

    async def stats(self, room: str) -> Mapping[str, Mapping[str, int]]:
        """See MediaBackend."""
        return await self._ask("stats", room=room)

    async def disconnect(self) -> None:
        """Close the connection; the forwarder ends what was joined over it."""
        if self._reading is not None:
            self._reading.cancel()
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _ask(self, do: str, **values: object) -> dict[str, Any]:
        socket = await self._open()
        number = next(self._ids)
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[number] = answered
        try:
            await socket.send(json.dumps({"id": number, "do": do, **values}))
            async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
                frame = await answered
        except (ConnectionClosed, TimeoutError):
            raise MediaUnavailable from None
        finally:
            self._answers.pop(number, None)
        if "error" in frame:
            raise MediaError(frame["error"])
        result: dict[str, Any] = frame["ok"]
        return result

    async def _open(self) -> ClientConnection:
        async with self._opening:
            if self._socket is None:
                headers = {"Authorization": f"Bearer {self._secret}"}
                try:
                    self._socket = await connect(
                        self._url, additional_headers=headers, max_size=LARGEST_FRAME, proxy=None, open_timeout=3
                    )
                except (OSError, TimeoutError, InvalidHandshake):
                    raise MediaUnavailable from None
                self._reading = asyncio.create_task(self._read(self._socket))
            return self._socket

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                await self._take(json.loads(text))
        except ConnectionClosed:
            log.info("media_server_gone")
        finally:
            self._socket = None
            await self._all_gone()

    async def _take(self, frame: dict[str, Any]) -> None:
        if "event" not in frame:
            if (answered := self._answers.get(frame["id"])) and not answered.done():
                answered.set_result(frame)
            return
        listener = self._listeners.get(frame["stay"])
        if listener is None:
            return
        if frame["event"] == "gone":
            self._listeners.pop(frame["stay"], None)
            await listener(Gone(frame["reason"]))
            return
        feeds = tuple(Feed(feed["mid"], feed["person"], Kind(feed["kind"])) for feed in frame["feeds"])
        await listener(Offered(sdp=frame["sdp"], version=frame["version"], feeds=feeds))

    async def _all_gone(self) -> None:
        for answered in self._answers.values():
            if not answered.done():
                answered.set_exception(MediaUnavailable())
        listeners, self._listeners = self._listeners, {}
        for listener in listeners.values():
            await listener(Gone("server_gone"))
