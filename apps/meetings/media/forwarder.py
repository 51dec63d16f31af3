"""The embedded media server: `python -m apps.meetings.media.forwarder`.

Its control interface is a WebSocket on loopback, at the port of MEDIA_SERVER_URL, for web processes that know
MEDIA_SERVER_SECRET. What a web process joined ends with its connection. Media itself comes in over UDP at
MEDIA_BIND_IP and is announced as MEDIA_PUBLIC_IP (both comma-separated; by default the addresses of this machine).

Knows nothing of Django, members or groups: rooms and people are opaque ids.
"""

import asyncio
import contextlib
import hmac
import http
import json
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

import ifaddr
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from apps.core.secret_files import read_secret_files
from apps.meetings.media.base import Gone, Kind, MediaError, MediaEvent, Place
from apps.meetings.media.rooms import Forwarder, Limits, Stay
from apps.meetings.media.tokens import TokenRefused, read
from apps.meetings.media.transport import ADDRESS_ANY, Addresses

log = logging.getLogger("beside.media")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
SHORTEST_SECRET = 16
LARGEST_FRAME = 256 * 1024

type Command = dict[str, Any]
type Answer = dict[str, Any]


class Control:
    """One web process's connection: its commands, in order, and the stays it answers for."""

    def __init__(self, forwarder: Forwarder, secret: str, socket: ServerConnection) -> None:
        self._forwarder = forwarder
        self._secret = secret
        self._socket = socket
        self._stays: dict[str, Stay] = {}
        self._commands: dict[str, Callable[[Command], Awaitable[Answer]]] = {
            "join": self._join,
            "hide": self._hide,
            "lighten": self._lighten,
            "publish": self._publish,
            "subscribe": self._subscribe,
            "answer": self._answer,
            "trickle": self._trickle,
            "mute": self._mute,
            "leave": self._leave,
            "remove": self._remove,
            "close": self._close,
            "stats": self._stats,
        }

    async def run(self) -> None:
        """Serve until the web process goes; then end what it joined."""
        try:
            async for frame in self._socket:
                await self._reply(json.loads(frame))
        except ConnectionClosed:
            log.info("media_control_lost")
        finally:
            for stay in list(self._stays.values()):
                await stay.room.end(stay, "lost")

    async def _reply(self, command: Command) -> None:
        try:
            result: Answer = {"ok": await self._commands[command["do"]](command)}
        except MediaError as error:
            result = {"error": error.code}
        except (KeyError, TypeError, ValueError, TokenRefused) as error:
            log.warning("media_bad_command %s", type(error).__name__)
            result = {"error": "refused"}
        await self._send({"id": command.get("id"), **result})

    async def _send(self, frame: Answer) -> None:
        # A web process that has just gone needs no answer; `run` ends what it joined.
        with contextlib.suppress(ConnectionClosed):
            await self._socket.send(json.dumps(frame))

    async def _tell(self, stay: Stay, event: MediaEvent) -> None:
        name = "gone" if isinstance(event, Gone) else "offered"
        if name == "gone":
            self._stays.pop(stay.id, None)
        await self._send({"event": name, "stay": stay.id, **asdict(event)})

    async def _join(self, command: Command) -> Answer:
        place = _place(command)
        grant = read(self._secret, place, str(command["token"]))
        stay_id = str(command["stay"])
        stay = await self._forwarder.join(stay_id, place, grant, frozenset(command["hidden"]), self._tell)
        self._stays[stay.id] = stay
        return {}

    async def _hide(self, command: Command) -> Answer:
        await self._stay(command).hide(frozenset(command["hidden"]))
        return {}

    async def _lighten(self, command: Command) -> Answer:
        await self._stay(command).lighten(is_light=bool(command["is_light"]))
        return {}

    async def _publish(self, command: Command) -> Answer:
        return {"sdp": await self._stay(command).publish(str(command["sdp"]))}

    async def _subscribe(self, command: Command) -> Answer:
        await self._stay(command).subscribe()
        return {}

    async def _answer(self, command: Command) -> Answer:
        await self._stay(command).answer(str(command["sdp"]), int(command["version"]))
        return {}

    async def _trickle(self, command: Command) -> Answer:
        # Browsers reach this server, never the reverse: their candidates are not needed, and following them would
        # let a browser point the server at addresses of its choice.
        self._stay(command)
        return {}

    async def _mute(self, command: Command) -> Answer:
        for kind in Kind:
            if isinstance(command.get(kind), bool):
                await self._forwarder.mute(_place(command), kind, is_muted=command[kind])
        return {}

    async def _leave(self, command: Command) -> Answer:
        if stay := self._stays.get(str(command["stay"])):
            await stay.room.end(stay, "left")
        return {}

    async def _remove(self, command: Command) -> Answer:
        await self._forwarder.remove(_place(command), now=time.time())
        return {}

    async def _close(self, command: Command) -> Answer:
        await self._forwarder.close(str(command["room"]))
        return {}

    async def _stats(self, command: Command) -> Answer:
        return {
            stay.place.person: {
                f"{kind}_{name}": count
                for kind, stream in stay.streams.items()
                for name, count in (("received", stream.received_count), ("forwarded", stream.forwarded_count))
            }
            for stay in self._forwarder.stays()
            if stay.place.room == command["room"]
        }

    def _stay(self, command: Command) -> Stay:
        stay = self._stays.get(str(command["stay"]))
        if stay is None:
            raise MediaError("unknown_stay")
        return stay


def _place(command: Command) -> Place:
    return Place(room=str(command["room"]), person=str(command["person"]))


@contextlib.asynccontextmanager
async def serving(host: str, port: int, secret: str, limits: Limits) -> AsyncIterator[Server]:
    """Serve the control interface; yields the server, whose first socket tells the port. Refuses any but loopback."""
    if host not in LOOPBACK or len(secret) < SHORTEST_SECRET:
        msg = "MEDIA_SERVER_URL must name a loopback address and MEDIA_SERVER_SECRET have 16 characters or more."
        raise SystemExit(msg)
    forwarder = Forwarder(limits)

    async def control(socket: ServerConnection) -> None:
        await Control(forwarder, secret, socket).run()

    def guard(_socket: ServerConnection, request: Request) -> Response | None:
        if request.path == "/healthz":
            return _socket.respond(http.HTTPStatus.OK, "ok\n")
        given = request.headers.get("Authorization", "")
        if hmac.compare_digest(given.encode(), f"Bearer {secret}".encode()):
            return None
        return _socket.respond(http.HTTPStatus.UNAUTHORIZED, "unauthorised\n")

    reports = asyncio.create_task(forwarder.report_forever())
    async with serve(control, host, port, process_request=guard, max_size=LARGEST_FRAME, origins=[None]) as server:
        yield server
    reports.cancel()
    for name in list(forwarder.rooms):
        await forwarder.close(name)


def addresses_from_environment() -> Addresses:
    """Return the addresses for media: what is set, else this machine's, else loopback."""
    announced = _words("MEDIA_PUBLIC_IP")
    bound = _words("MEDIA_BIND_IP")
    if announced:
        return Addresses(bound=bound or (ADDRESS_ANY,), announced=announced)
    own = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    return Addresses(bound=bound or tuple(dict.fromkeys(own)) or ("127.0.0.1",))


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in os.environ.get(name, "").split(",") if word.strip())


async def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    read_secret_files(os.environ)
    url = urlsplit(os.environ["MEDIA_SERVER_URL"])
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    limits = Limits(addresses=addresses_from_environment())
    secret = os.environ["MEDIA_SERVER_SECRET"]
    async with serving(url.hostname or "127.0.0.1", url.port or 0, secret, limits) as server:
        log.info("media_ready port=%s", server.sockets[0].getsockname()[1])
        await stopped.wait()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
    for noisy in ("aioice", "aiortc", "websockets"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    asyncio.run(main())
