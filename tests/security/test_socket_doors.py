"""Who may open a socket at all: exact origins, addresses that exist, five sockets a person."""

import asyncio
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from psycopg import OperationalError
from pytest_django.fixtures import Settings
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from apps.accounts.models import User
from apps.core.socket_limits import SOCKET_LIMIT, Places
from apps.core.socket_sessions import SocketUser
from apps.core.sockets import CloseCode
from apps.meetings.consumers import room as meeting_room
from apps.meetings.consumers.rights import Ended
from apps.messaging.consumers import chat
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of, open_tab

NOWHERE = "1" * 12


def refusal(url: str, origin: str | None, cookie: str) -> int:
    """Return the status that refuses the socket; 101 when it is opened."""
    try:
        with connect(url, origin=None if origin is None else Origin(origin), additional_headers={"Cookie": cookie}):
            return HTTPStatus.SWITCHING_PROTOCOLS
    except InvalidStatus as refused:
        return refused.response.status_code


def test_origins_are_compared_whole(live_app: LiveApp, bob: User) -> None:
    cookie, port = cookie_of(bob), live_app.port
    assert refusal(live_app.socket_url, live_app.url, cookie) == HTTPStatus.SWITCHING_PROTOCOLS
    wrong = [
        None,
        "",
        "null",
        "http://localhost",
        f"http://127.0.0.1:{port}",
        f"https://localhost:{port}",
        f"http://localhost:{port + 1}",
        f"http://localhost:{port}.evil.example",
        f"http://localhost:{port}@evil.example",
        f"http://evil@localhost:{port}",
        f"http://localhost:{port}/evil",
        f"http://localhost.:{port}",
        "http://[",
        "é",
    ]
    for origin in wrong:
        assert refusal(live_app.socket_url, origin, cookie) == HTTPStatus.FORBIDDEN, origin
    assert "Traceback" not in live_app.log_of("web")


def test_an_address_without_a_socket_is_refused_without_a_word(live_app: LiveApp, bob: User) -> None:
    for address in ("nowhere", "meetings/", "meetings/%00/", f"meetings/{'a' * 3000}/"):
        answer = refusal(live_app.socket_url + address, live_app.url, cookie_of(bob))
        assert answer == HTTPStatus.FORBIDDEN, address
    assert "Traceback" not in live_app.log_of("web")


def test_an_odd_cookie_is_nobodys(live_app: LiveApp) -> None:
    with open_tab(live_app.socket_url, f'{settings.SESSION_COOKIE_NAME}="\\000abcdefghij"') as tab:
        assert tab.close_code(30) == CloseCode.SIGNED_OUT
    assert "Traceback" not in live_app.log_of("web")


def test_a_database_that_goes_while_a_socket_opens_sends_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, Any]] = []
    user = SocketUser(1, "key", "hash", "en", "UTC")

    async def known(_scope: object) -> SocketUser:
        return user

    async def away(_user: SocketUser) -> None:
        raise OperationalError

    async def connected() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(event: dict[str, Any]) -> None:
        said.append(event)

    monkeypatch.setattr(chat, "authenticate", known)
    monkeypatch.setattr(chat, "refusal_of", away)
    asyncio.run(chat.chat_socket({}, connected, send))
    assert said[-1] == {"type": "websocket.close", "code": CloseCode.GOING_AWAY}


def test_sockets_opened_at_once_are_counted_without_redis_too(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    async def open_many() -> list[str | None]:
        places = Places()
        return await asyncio.gather(*(places.take(1) for _ in range(SOCKET_LIMIT * 4)))

    assert sum(place is not None for place in asyncio.run(open_many())) == SOCKET_LIMIT


def test_a_meeting_gives_up_a_reader_who_stalls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meeting_room, "STALL_SECONDS", 0.05)

    async def never(_event: object = None) -> Any:
        await asyncio.Event().wait()

    async def write() -> None:
        socket = meeting_room.MeetingSocket(NOWHERE, never, never)
        socket._say({"type": "pong"})
        await asyncio.wait_for(socket._write(), 5)

    with pytest.raises(Ended) as ended:
        asyncio.run(write())
    assert ended.value.code is None
