"""A browser's socket for tests: a real client against a real server."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import monotonic
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from apps.accounts.models import User

type Frame = dict[str, Any]

_client_ids = count(1)


def cookie_of(user: User) -> str:
    """Sign the person in and return what their browser would send."""
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Tab:
    """One socket, and every frame it ever received."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.frames: list[Frame] = []

    def send(self, **frame: Any) -> None:
        self.connection.send(json.dumps(frame))

    def receive(self, seconds: float = 30) -> Frame:
        frame: Frame = json.loads(self.connection.recv(timeout=seconds))
        self.frames.append(frame)
        return frame

    def next(self, seconds: float = 30) -> Frame:
        """Return the next frame but heartbeats, which may come at any moment."""
        while (frame := self.receive(seconds))["type"] == "room.heartbeat":
            pass
        return frame

    def once(self, kind: str) -> Frame:
        """Return the first frame of this type, be it one that came before another that was waited for."""
        return next((frame for frame in self.frames if frame["type"] == kind), None) or self.until(kind)

    def until(self, kind: str, seconds: float = 30, *, where: Callable[[Frame], bool] = lambda _frame: True) -> Frame:
        """Read on until a frame of this type comes."""
        deadline = monotonic() + seconds
        while (left := deadline - monotonic()) > 0:
            frame = self.receive(left)
            if frame["type"] == kind and where(frame):
                return frame
        return pytest.fail(f"no {kind} within {seconds} s")

    def open(self, room: str, after: int | None = None) -> Frame:
        self.send(type="room.open", room=room, **({} if after is None else {"after": after}))
        return self.until("room.opened")

    def say(self, room: str, body: str, **more: Any) -> str:
        """Send a message and return its client id, without waiting."""
        client_id = more.pop("client_id", None) or f"c{next(_client_ids)}"
        self.send(type="message.send", room=room, client_id=client_id, body=body, **more)
        return str(client_id)

    def close_code(self, seconds: float = 30) -> int | None:
        """Read until the server ends the socket and return its code."""
        deadline = monotonic() + seconds
        try:
            while (left := deadline - monotonic()) > 0:
                self.receive(left)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        return pytest.fail(f"still open after {seconds} s")


@contextmanager
def open_tab(url: str, cookie: str, origin: str | None = None) -> Iterator[Tab]:
    """Open a socket as a page of this site would."""
    origin = origin or url.replace("ws://", "http://").removesuffix("/ws/")
    headers = {"Cookie": cookie} if cookie else {}
    with connect(url, origin=Origin(origin), additional_headers=headers, open_timeout=60) as connection:
        yield Tab(connection)
