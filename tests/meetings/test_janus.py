"""What Janus itself refuses, whoever has got as far as its loopback port: entry, recordings, orders, other plugins."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake
from websockets.typing import Subprotocol

from apps.meetings.media.base import MediaError, MediaUnavailable, Participation, Place
from apps.meetings.media.janus.backend import JanusBackend
from apps.meetings.media.janus.connection import JanusConnection, JanusRefused
from apps.meetings.media.janus.secrets import UNUSED_FOR, JanusSecrets
from apps.meetings.media.janus.stays import JanusStay, Rights
from devkit.children import free_port, start_child, stop_child
from devkit.janus import answers, janus_program
from tests.meetings.media_peers import ROOM, SECRET, Server, janus_server, until

SECRETS = JanusSecrets(SECRET)
UNAUTHORISED = 433


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with janus_server(tmp_path) as one:
        yield one


@pytest_asyncio.fixture
async def intruder(server: Server) -> AsyncIterator[JanusConnection]:
    """A connection with the API's secret, beside which one person is in the room."""
    one = await server.peer("one")
    await one.send()
    await until(lambda: one.publisher.connectionState == "connected")
    connection = await JanusConnection.open(server.url, SECRETS.api, _nothing)
    yield connection
    await connection.close()


async def _nothing(*_: object) -> None:
    """Whatever an intruder would hear of."""


async def refused(connection: JanusConnection, order: dict[str, Any], jsep: dict[str, str] | None = None) -> int:
    """Return the number with which the VideoRoom refuses the order on a handle of its own."""
    handle = await connection.attach(SECRETS.for_handle(), _nothing)
    with pytest.raises(JanusRefused) as refusal:
        await connection.order(handle, {"room": ROOM} | order, jsep)
    return refusal.value.number


def entry(**changes: str) -> dict[str, str]:
    own = {"request": "join", "ptype": "publisher", "id": "eve", "pin": SECRETS.pin_of(ROOM)}
    return own | {"token": SECRETS.for_room(ROOM)} | changes


async def test_a_token_opens_one_room_once_and_for_ten_minutes(server: Server, intruder: JanusConnection) -> None:
    then = time.time() - UNUSED_FOR.total_seconds() - 5
    for wrong in (
        entry(token=""),
        entry(token=SECRETS.for_room("another")),
        entry(token=SECRETS.for_room(ROOM, now=then)),
        entry(token=SECRETS.for_room(ROOM)[:-4] + "AAA="),
        entry(pin="guessed"),
        entry(),  # Signed and in time, and on nobody's list: what a used one is.
    ):
        assert await refused(intruder, wrong) == UNAUTHORISED
    assert set(await server.backend.stats(ROOM)) == {"one"}


async def test_a_token_that_was_used_is_refused(
    server: Server, intruder: JanusConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    mint = JanusSecrets.for_room

    def remembering(secrets: JanusSecrets, room: str) -> str:
        shown.append(mint(secrets, room))
        return shown[-1]

    monkeypatch.setattr(JanusSecrets, "for_room", remembering)
    stay = await server.backend.join(Place(ROOM, "two"), hidden=frozenset(), listener=_nothing)
    await server.backend.remove(stay.place)
    await asyncio.sleep(0.2)  # It is taken off the list while the browser is answered.

    assert await refused(intruder, entry(token=shown[0])) == UNAUTHORISED


async def test_nobody_subscribes_without_having_come_in(intruder: JanusConnection) -> None:
    listening = entry(ptype="subscriber") | {"streams": [{"feed": "one"}]}
    assert await refused(intruder, listening) == UNAUTHORISED
    assert await refused(intruder, listening | {"private_id": 1}) == UNAUTHORISED


@pytest.mark.parametrize(
    "order",
    [
        {"request": "create", "room": "mine"},
        {"request": "destroy"},
        {"request": "edit", "new_lock_record": False},
        {"request": "kick", "id": "one"},
        {"request": "moderate", "id": "one", "mid": "0", "mute": False},
        {"request": "allowed", "action": "disable"},
        {"request": "enable_recording", "record": True},
        {"request": "rtp_forward", "publisher_id": "one", "host": "127.0.0.1", "streams": [{"mid": "0", "port": 9}]},
        {"request": "publish_remotely", "publisher_id": "one", "remote_id": "x", "host": "127.0.0.1", "port": 9},
    ],
)
async def test_orders_without_the_rooms_secret_are_refused(
    server: Server, intruder: JanusConnection, order: dict[str, Any]
) -> None:
    handle = await intruder.attach(SECRETS.for_handle(), _nothing)
    for secret in ({}, {"secret": "guessed", "admin_key": "guessed"}):
        with pytest.raises(JanusRefused):
            await intruder.order(handle, {"room": ROOM} | order | secret)
    assert set(await server.backend.stats(ROOM)) == {"one"}


async def test_nothing_is_written_down_even_for_whoever_knows_every_secret(
    server: Server, intruder: JanusConnection, tmp_path: Path
) -> None:
    handle = await intruder.attach(SECRETS.for_handle(), _nothing)
    secrets = {"secret": SECRETS.of_room(ROOM), "admin_key": SECRETS.create_rooms}
    target = tmp_path / "recordings"
    two = await server.peer("two")
    await two.send()
    publisher = server.backend._found(two.stay).publisher  # type: ignore[attr-defined]  # Janus's alone
    recording = {"request": "configure", "record": True, "filename": str(target / "taken")} | secrets

    await intruder.order(handle, {"request": "enable_recording", "room": ROOM, "record": True} | secrets)
    await server.backend._connection.order(publisher, recording)  # type: ignore[attr-defined]
    await until(lambda: two.publisher.connectionState == "connected")
    sent = await two.packets_sent()
    while await two.packets_sent() < sent + 20:  # noqa: ASYNC110 - packets set no event
        await asyncio.sleep(0.05)

    assert written_in(tmp_path, Path.cwd()) == []


def written_in(*folders: Path) -> list[Path]:
    """Return every recording below the first folder, or lying in one of the others."""
    return [*folders[0].rglob("*.mjr*"), *(file for folder in folders[1:] for file in folder.glob("*.mjr*"))]


@pytest.mark.parametrize("plugin", ["janus.plugin.recordplay", "janus.plugin.streaming", "janus.plugin.sip"])
async def test_no_other_plugin_is_there(intruder: JanusConnection, plugin: str) -> None:
    with pytest.raises(JanusRefused) as refusal:
        await intruder._ask({"janus": "attach", "plugin": plugin, "token": SECRETS.for_handle()})
    assert refusal.value.number == 460  # No such plugin.


async def test_without_the_api_secret_or_a_token_nothing_is_answered(server: Server) -> None:
    address = server.url.replace("http", "ws")
    async with connect(address, subprotocols=[Subprotocol("janus-protocol")], proxy=None) as socket:
        for own in ({}, {"apisecret": "guessed"}, {"token": "guessed:guessed"}):
            await socket.send(json.dumps({"janus": "create", "transaction": "x"} | own))
            assert json.loads(await socket.recv())["error"]["code"] == 403
    # Its administration, which could write packets down, is not there at all.
    with pytest.raises(InvalidHandshake):
        await connect(address, subprotocols=[Subprotocol("janus-admin-protocol")], proxy=None)


async def test_rooms_are_not_listed_and_go_with_the_last_person(server: Server) -> None:
    stay = await server.backend.join(Place(ROOM, "one"), hidden=frozenset(), listener=_nothing)
    connection = await JanusConnection.open(server.url, SECRETS.api, _nothing)
    handle = await connection.attach(SECRETS.for_handle(), _nothing)
    assert (await connection.order(handle, {"request": "list"}))["list"] == []

    await server.backend.leave(stay)

    async with asyncio.timeout(30):  # The last one's leaving is carried out by Janus itself, in its own time.
        while (await connection.order(handle, {"request": "exists", "room": ROOM}))["exists"]:  # noqa: ASYNC110 - only asking tells
            await asyncio.sleep(0.05)
    await connection.close()


async def test_offers_with_other_sections_than_our_browsers_have_are_refused(server: Server) -> None:
    one = await server.peer("one")
    theirs = one.publisher.localDescription.sdp
    with pytest.raises(MediaError, match="bad_description"):
        await server.backend.publish(one.stay, theirs.replace("a=mid:0", "a=mid:7"))


async def test_whoever_is_cut_off_while_they_come_in_is_not_in(server: Server) -> None:
    await server.peer("one")
    joining = asyncio.create_task(server.backend.join(Place(ROOM, "two"), hidden=frozenset(), listener=_nothing))
    while "two" not in await server.backend.stats(ROOM) and not joining.done():  # noqa: ASYNC110 - Janus tells nobody
        await asyncio.sleep(0)
    joining.cancel()
    await asyncio.gather(joining, return_exceptions=True)
    if not joining.cancelled():
        await server.backend.leave(joining.result())

    await until(lambda: not any("two" in str(stay.others) for stay in server.backend._stays.values()))  # type: ignore[attr-defined]
    async with asyncio.timeout(10):
        while set(await server.backend.stats(ROOM)) != {"one"}:  # noqa: ASYNC110 - Janus tells nobody
            await asyncio.sleep(0.02)


async def test_a_janus_that_died_is_found_again(tmp_path: Path) -> None:
    environment = {"MEDIA_SERVER_URL": f"http://127.0.0.1:{free_port()}", "MEDIA_SERVER_SECRET": SECRET}
    program = janus_program(environment, tmp_path / "janus")
    backend, gone = JanusBackend(environment["MEDIA_SERVER_URL"], SECRET), []

    async def hear(event: Any) -> None:
        gone.append(event.reason)

    for _ in range(2):
        child = start_child(program)
        await until(lambda: answers(environment))
        await backend.join(Place(ROOM, "one"), hidden=frozenset(), listener=hear)
        child.kill()
        stop_child(child)
        await until(lambda: gone == ["server_gone"])
        gone.clear()
    await backend.disconnect()


async def test_a_moment_without_an_answer_ends_nobodys_listening() -> None:
    rights = Rights(SECRETS, ROOM)
    stay = JanusStay(
        Participation("stay", Place(ROOM, "one")), frozenset(), _nothing, cast("Any", None), rights, _nothing
    )
    looks: list[str] = []
    looked = asyncio.Event()

    async def sync() -> None:
        looks.append("look")
        if len(looks) == 1:
            raise MediaUnavailable
        looked.set()

    stay.sync = sync  # type: ignore[method-assign]  # Janus is slow for once
    stay.subscribe()

    async with asyncio.timeout(30):
        await looked.wait()
    await stay.detach()
