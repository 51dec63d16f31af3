"""Ready frames reach every client: compressed or not, through our own line or through any other ASGI server."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect
from websockets.typing import Origin

from apps.accounts.models import User
from apps.core.transport import WINDOW, Frames
from apps.messaging.models import Room
from devkit.children import free_port, start_child, stop_child
from devkit.services import web_service
from tests.live import LiveApp
from tests.messaging.tabs import Tab, cookie_of, open_tab

LONG = "A long word for everybody. " * 60


@pytest.fixture
def stock_app(live_app: LiveApp) -> Iterator[LiveApp]:
    """The same application behind uvicorn as it comes, which offers no line."""
    port = free_port()
    environment = live_app.environment | {"SITE_URL": f"http://localhost:{port}"}
    program = web_service(environment, port).program
    command = ["websockets-sansio" if "FrameSockets" in str(part) else part for part in program.command]
    assert command != list(program.command)
    with (live_app.logs / "web-stock.log").open("ab") as log:
        child = start_child(replace(program, command=command), output=log)
    app = replace(live_app, port=port, environment=environment, children={"web": child})
    try:
        app.start("web")
        yield app
    finally:
        stop_child(child)


def talk(app: LiveApp, room: Room, bob: User, carol: User) -> None:
    with open_tab(app.socket_url, cookie_of(bob)) as his, open_tab(app.socket_url, cookie_of(carol)) as hers:
        his.open(room.public_id)
        hers.open(room.public_id)
        for body in ("Hello", LONG.strip(), "Ünïcödé ✓"):
            his.say(room.public_id, body)
            assert his.until("message.sent")["state"] == "visible"
            assert hers.until("message.changed")["body"] == body
        hers.send(type="ping")
        hers.until("pong")


def test_both_ways_say_the_same(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    talk(live_app, room, bob, carol)


def test_any_other_server_will_do(stock_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    talk(stock_app, room, bob, carol)


@pytest.mark.parametrize("compression", ["deflate", None])
def test_who_asks_for_compression_has_it(live_app: LiveApp, room: Room, bob: User, compression: str | None) -> None:
    headers = {"Cookie": cookie_of(bob)}
    with connect(
        live_app.socket_url, origin=Origin(live_app.url), additional_headers=headers, compression=compression
    ) as connection:
        agreed = connection.response.headers.get("Sec-WebSocket-Extensions", "") if connection.response else ""
        assert ("server_no_context_takeover" in agreed) == (compression == "deflate")
        tab = Tab(connection)
        tab.open(room.public_id)
        for _ in range(2):
            tab.say(room.public_id, LONG)
            assert tab.until("message.changed")["body"] == LONG.strip()


def test_the_same_compressed_frame_is_read_by_everybody() -> None:
    texts = ["short", "é" * 50_000, "x" * 400]
    frames = Frames(*texts)
    assert len(frames.compressed) < len(frames.plain) / 10
    for _reader in range(2):
        assert [decode(part) for part in split(frames.compressed)] == texts
    assert [decode(part) for part in split(frames.plain)] == texts


def split(stream: bytes) -> Iterator[tuple[int, bytes]]:
    while stream:
        length, start = stream[1], 2
        if length == 126:
            length, start = int.from_bytes(stream[2:4]), 4
        elif length == 127:
            length, start = int.from_bytes(stream[2:10]), 10
        yield stream[0], stream[start : start + length]
        stream = stream[start + length :]


def decode(frame: tuple[int, bytes]) -> str:
    first, payload = frame
    deflate = PerMessageDeflate(
        remote_no_context_takeover=True,
        local_no_context_takeover=True,
        remote_max_window_bits=WINDOW,
        local_max_window_bits=WINDOW,
    )
    return bytes(deflate.decode(Frame(Opcode(first & 15), payload, rsv1=bool(first & 0x40))).data).decode()


def test_a_closed_socket_is_left_alone(live_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as his:
        his.open(room.public_id)
        with open_tab(live_app.socket_url, cookie_of(carol)) as hers:
            hers.open(room.public_id)
        for number in range(3):
            his.say(room.public_id, f"{number}")
            assert his.until("message.changed")["body"] == f"{number}"
    assert "Traceback" not in live_app.log_of("web")
