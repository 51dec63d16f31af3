"""What the embedded forwarder keeps beyond the contract: its grants, its control interface, single packets."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
import pytest_asyncio
from aiortc.rtp import RTCP_RTPFB_NACK, RtcpRtpfbPacket
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from apps.meetings.media.base import Kind, MediaError, MediaUnavailable, Offered, Place
from apps.meetings.media.embedded import EmbeddedBackend
from apps.meetings.media.forwarder import serving
from apps.meetings.media.packets import BadPacket, Packet, SequenceMap, read_packet, write_packet
from apps.meetings.media.rooms import Limits
from apps.meetings.media.sdp import BadDescription, read_description
from apps.meetings.media.streams import Stream
from apps.meetings.media.subscriber import Subscriber, _Section
from apps.meetings.media.tokens import UNUSED_FOR, TokenRefused, mint, read
from tests.meetings.media_peers import ROOM, SECRET, Server, embedded_server

if TYPE_CHECKING:
    from apps.meetings.media.sdp import OwnTransport
    from apps.meetings.media.transport import Link


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    async with embedded_server() as one:
        yield one


async def asked(server: Server, do: str, **values: object) -> dict[str, Any]:
    """Return the forwarder's answer to a bare command."""
    assert isinstance(server.backend, EmbeddedBackend)
    return await server.backend._ask(do, **values)


async def test_removal_ends_old_grants_too(server: Server) -> None:
    old = mint(SECRET, Place(ROOM, "one"))
    await server.backend.remove(Place(ROOM, "one"))

    with pytest.raises(MediaError, match="refused"):
        await asked(server, "join", stay="again", room=ROOM, person="one", hidden=[], token=old)


async def test_nothing_of_somebody_hidden_is_sent_again_while_an_answer_is_awaited() -> None:
    sent: list[bytes] = []

    async def send(data: bytes) -> None:
        sent.append(data)

    stream = Stream("one", Kind.VIDEO, send, "label")
    stream.is_open = True
    await stream.take(Packet(True, True, 96, 5, 7, 9, b"payload"))
    subscriber = Subscriber("two", cast("Link", SimpleNamespace(send=send)), cast("OwnTransport", None), _never)
    subscriber._sections, subscriber._is_waiting = [_Section("0", Kind.VIDEO, stream)], True
    lost = RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=stream.ssrc, lost=[5])

    await subscriber.sync([stream])
    await subscriber.take_feedback([lost])
    assert len(sent) == 1

    await subscriber.sync([])
    await subscriber.take_feedback([lost])
    assert len(sent) == 1


async def _never(_offered: Offered) -> None:
    pytest.fail("an answer is awaited: nothing is offered")


async def test_a_wrong_secret_opens_nothing(server: Server) -> None:
    with pytest.raises(MediaUnavailable):
        await EmbeddedBackend(server.url, "another secret altogether").stats(ROOM)
    with pytest.raises(InvalidStatus):
        await connect(server.url.replace("http", "ws"), proxy=None)


async def test_a_page_in_a_browser_cannot_open_the_control_interface(server: Server) -> None:
    headers = {"Authorization": f"Bearer {SECRET}"}
    with pytest.raises(InvalidStatus):
        await connect(
            server.url.replace("http", "ws"), additional_headers=headers, origin=Origin("http://localhost"), proxy=None
        )


async def test_only_loopback_and_a_real_secret_are_served() -> None:
    for host, secret in (("0.0.0.0", SECRET), ("127.0.0.1", "short")):
        with pytest.raises(SystemExit):
            async with serving(host, 0, secret, Limits()):
                pass


@pytest.mark.parametrize(
    "command", [{}, {"do": "nothing"}, {"do": "publish", "stay": "x", "sdp": "v=0"}, {"do": "join"}]
)
async def test_bad_commands_are_refused_and_break_nothing(server: Server, command: dict[str, str]) -> None:
    with pytest.raises(MediaError):
        await asked(server, command.get("do", ""), **{k: v for k, v in command.items() if k != "do"})
    assert await server.backend.stats(ROOM) == {}


def test_a_grant_is_for_one_person_and_room_and_ten_minutes() -> None:
    place, now = Place("room", "person"), 1_000_000.0
    token = mint(SECRET, place, now=now)

    assert read(SECRET, place, token, now=now + UNUSED_FOR.total_seconds() - 1).given_at == now
    for wrong in (
        lambda: read(SECRET, Place("room", "other"), token, now=now),
        lambda: read(SECRET, Place("other", "person"), token, now=now),
        lambda: read("another secret", place, token, now=now),
        lambda: read(SECRET, place, token, now=now + UNUSED_FOR.total_seconds() + 1),
        lambda: read(SECRET, place, token + "0", now=now),
        lambda: read(SECRET, place, "", now=now),
    ):
        with pytest.raises(TokenRefused):
            wrong()  # type: ignore[no-untyped-call]  # lambdas have no annotations


async def test_a_grant_is_used_once(server: Server) -> None:
    values = {"room": ROOM, "person": "one", "hidden": [], "token": mint(SECRET, Place(ROOM, "one"))}
    await asked(server, "join", stay="first", **values)
    with pytest.raises(MediaError, match="refused"):
        await asked(server, "join", stay="second", **values)


def test_packets_keep_what_they_carry_and_lose_their_extensions() -> None:
    extended = bytes.fromhex("b1e00005000000070000000900000001bede000110ff0000") + b"payload"

    packet = read_packet(extended)

    assert packet == Packet(True, True, 96, 5, 7, 9, b"payload")
    assert write_packet(packet, payload_type=111, sequence_number=6, ssrc=1)[12:] == b"payload"


@pytest.mark.parametrize("data", [b"", b"\x80" * 11, b"\x00" * 12, b"\x90" + b"\x00" * 11, b"\x8f" + b"\x00" * 12])
def test_what_is_no_packet_is_refused(data: bytes) -> None:
    with pytest.raises(BadPacket):
        read_packet(data)


def test_a_pause_leaves_no_gap_in_the_numbers() -> None:
    numbers = SequenceMap()
    assert [numbers.outgoing(n) for n in (65534, 65535, 0, 2, 1)] == [65534, 65535, 0, 2, 1]

    numbers.pause()

    assert [numbers.outgoing(n) for n in (500, 501)] == [3, 4]
    assert numbers.incoming(4) == 501


@pytest.mark.parametrize(
    "text", ["", "v=0", "m=audio 9 X 1\na=mid:0", "x" * 70_000, "m=application 9 UDP/DTLS/SCTP x\n"]
)
def test_what_no_browser_says_is_refused(text: str) -> None:
    with pytest.raises(BadDescription):
        read_description(text)
