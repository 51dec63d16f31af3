"""The embedded forwarder with real packets: WebRTC peers without a browser, counted and decoded at both ends."""

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
import pytest_asyncio
from aiortc import AudioStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from aiortc.mediastreams import MediaStreamError
from aiortc.rtp import RTCP_RTPFB_NACK, RtcpRtpfbPacket
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from apps.meetings.media.base import Gone, Kind, MediaError, MediaEvent, MediaUnavailable, Offered, Place
from apps.meetings.media.embedded import EmbeddedBackend
from apps.meetings.media.forwarder import serving
from apps.meetings.media.packets import BadPacket, Packet, SequenceMap, read_packet, write_packet
from apps.meetings.media.rooms import Limits
from apps.meetings.media.sdp import BadDescription, read_description
from apps.meetings.media.streams import Stream
from apps.meetings.media.subscriber import Subscriber, _Section
from apps.meetings.media.tokens import UNUSED_FOR, TokenRefused, mint, read
from apps.meetings.media.transport import Addresses

if TYPE_CHECKING:
    from apps.meetings.media.sdp import OwnTransport
    from apps.meetings.media.transport import Link

SECRET = "a secret of the tests alone"
ROOM = "room1"


@dataclass
class Peer:
    """One person with two connections to the forwarder, as a browser has them."""

    backend: EmbeddedBackend
    name: str
    hidden: frozenset[str] = frozenset()
    gone: list[str] = field(default_factory=list)
    feeds: dict[str, str] = field(default_factory=dict)
    frames: dict[str, int] = field(default_factory=dict)
    offers: list[str] = field(default_factory=list)

    async def enter(self) -> "Peer":
        self.events: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self.publisher, self.subscriber = _connection(), _connection()
        self.subscriber.on("track", self._play)
        self.stay = await self.backend.join(Place(ROOM, self.name), hidden=self.hidden, listener=self.events.put)
        self.tasks = [asyncio.create_task(self._follow())]
        await self.backend.subscribe(self.stay)
        await self._publish()
        return self

    async def _publish(self) -> None:
        self.publisher.addTrack(AudioStreamTrack())
        self.publisher.addTrack(VideoStreamTrack())
        for transceiver in self.publisher.getTransceivers():
            transceiver.direction = "sendonly"
        await self.publisher.setLocalDescription()
        answer = await self.backend.publish(self.stay, _without_candidates(self.publisher.localDescription.sdp))
        self.offers.append(answer)
        await self.publisher.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def _follow(self) -> None:
        while True:
            event = await self.events.get()
            if isinstance(event, Gone):
                self.gone.append(event.reason)
                continue
            await self._answer(event)

    async def _answer(self, event: Offered) -> None:
        self.offers.append(event.sdp)
        self.feeds = {f"{feed.person} {feed.kind}": feed.mid for feed in event.feeds}
        await self.subscriber.setRemoteDescription(RTCSessionDescription(event.sdp, "offer"))
        await self.subscriber.setLocalDescription()
        sdp = _without_candidates(self.subscriber.localDescription.sdp)
        with suppress(MediaError):  # The stay may have ended in the meantime.
            await self.backend.answer(self.stay, sdp, version=event.version)

    def _play(self, track) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        self.tasks.append(asyncio.create_task(self._decode(track)))

    async def _decode(self, track) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        with suppress(MediaStreamError):
            while True:
                await track.recv()
                self.frames[track.kind] = self.frames.get(track.kind, 0) + 1

    async def send(self, *, audio: bool = True, video: bool = True) -> None:
        await self.backend.mute(self.stay.place, audio=not audio, video=not video)

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.publisher.close()
        await self.subscriber.close()


def _connection() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[]))


def _without_candidates(sdp: str) -> str:
    return re.sub(r"a=candidate.*\r\n", "", sdp)


def packets_to(peer: Peer) -> int:
    """Return how many packets have come in over the peer's receiving connection, whatever is in them."""
    transports = {transceiver.receiver.transport for transceiver in peer.subscriber.getTransceivers()}
    return sum(transport._get_stats()[transport._stats_id].packetsReceived for transport in transports)


async def offers_of(peer: Peer) -> list[Offered]:
    """Return the offers that wait for an answer; at least one comes."""
    found = [await peer.events.get()]
    while not peer.events.empty():
        found.append(peer.events.get_nowait())
    return [event for event in found if isinstance(event, Offered)]


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - packets set no event
            await asyncio.sleep(0.02)


@dataclass
class Server:
    """A forwarder on a port of its own, and a backend that speaks to it."""

    url: str
    backend: EmbeddedBackend
    peers: list[Peer] = field(default_factory=list)

    async def peer(self, name: str, hidden: frozenset[str] = frozenset()) -> Peer:
        peer = await Peer(self.backend, name, hidden).enter()
        self.peers.append(peer)
        return peer


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    limits = Limits(people=3, pictures=2, addresses=Addresses(bound=("127.0.0.1", _own_address())))
    async with serving("127.0.0.1", 0, SECRET, limits) as running:
        url = f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}"
        one = Server(url, EmbeddedBackend(url, SECRET))
        yield one
        for peer in one.peers:
            await peer.close()
        await one.backend.disconnect()


def _own_address() -> str:
    # aiortc's clients offer no loopback address of their own.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])


async def test_each_hears_and_sees_the_other(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await two.send()

    await until(lambda: all(peer.frames.get(kind, 0) > 3 for peer in (one, two) for kind in ("audio", "video")))

    stats = await server.backend.stats(ROOM)
    assert stats["one"]["audio_forwarded"] > 3
    assert stats["two"]["video_received"] > 3


async def test_nobody_is_told_anothers_address(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 0)

    told = re.findall(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+)", "".join(one.offers + two.offers))
    ours = {
        str(candidate.port)
        for peer in (one, two)
        for connection in (peer.publisher, peer.subscriber)
        for transceiver in connection.getTransceivers()
        for candidate in transceiver.receiver.transport.transport.iceGatherer.getLocalCandidates()
    }
    assert told
    assert not ours & {port for _, port in told}


async def test_everybody_enters_muted(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await until(lambda: "one video" in two.feeds and "two video" in one.feeds)

    async def is_received() -> bool:
        return (await server.backend.stats(ROOM))["one"].get("video_received", 0) > 5

    while not await is_received():  # noqa: ASYNC110 - a condition of another process
        await asyncio.sleep(0.05)
    assert (await server.backend.stats(ROOM))["one"]["video_forwarded"] == 0
    assert two.frames == {}


async def test_muting_stops_packets_and_unmuting_brings_them_back_decodable(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 3)

    await one.send(audio=False, video=False)
    before = (await server.backend.stats(ROOM))["one"]
    await asyncio.sleep(0.5)
    after = (await server.backend.stats(ROOM))["one"]
    assert after["audio_forwarded"] == before["audio_forwarded"]
    assert after["video_received"] > before["video_received"]

    await one.send()
    seen = two.frames["video"]
    await until(lambda: two.frames["video"] > seen + 3)


async def test_who_comes_late_sees_a_whole_picture(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 30)

    late = await server.peer("late")

    # The publisher's encoder makes no whole picture for minutes unless it is asked for one.
    await until(lambda: late.frames.get("video", 0) > 0, seconds=5)


async def test_removal_ends_media_at_once_and_old_grants_with_it(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("audio", 0) > 3)
    old = mint(SECRET, Place(ROOM, "one"))

    started = time.monotonic()
    await server.backend.remove(Place(ROOM, "one"))
    await until(lambda: one.gone == ["removed"] and not two.feeds, seconds=2)
    await until(lambda: one.publisher.connectionState in {"closed", "failed"}, seconds=2)
    assert time.monotonic() - started < 2

    with pytest.raises(MediaError, match="refused"):
        await server.backend._ask("join", stay="again", room=ROOM, person="one", hidden=[], token=old)


async def test_closing_a_room_ends_everybodys_media(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")

    await server.backend.close(ROOM)

    await until(lambda: one.gone == ["closed"] and two.gone == ["closed"], seconds=2)
    assert await server.backend.stats(ROOM) == {}


async def test_a_place_that_was_left_is_given_to_the_next(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await until(lambda: "two audio" in one.feeds)
    mids = set(one.feeds.values())
    await server.backend.leave(two.stay)
    await until(lambda: not one.feeds)

    three = await server.peer("three")
    await three.send()

    await until(lambda: "three video" in one.feeds and one.frames.get("video", 0) > 0)
    assert set(one.feeds.values()) == mids


async def test_a_second_stay_of_a_person_ends_the_first(server: Server) -> None:
    first = await server.peer("one")
    second = await server.peer("one")

    await until(lambda: first.gone == ["replaced"])
    assert second.gone == []


async def test_people_hidden_from_each_other_exchange_nothing(server: Server) -> None:
    one = await server.peer("one", hidden=frozenset({"two"}))
    two, three = await server.peer("two"), await server.peer("three")
    await one.send()

    await until(lambda: three.frames.get("audio", 0) > 3)
    assert "two audio" not in one.feeds
    assert "one audio" not in two.feeds


async def test_a_block_made_in_the_room_stops_packets_for_both_at_once_and_for_nobody_else(server: Server) -> None:
    one, two, three = await server.peer("one"), await server.peer("two"), await server.peer("three")
    await one.send()
    await two.send(video=False)
    flows = [(two, "video"), (three, "video"), (one, "audio"), (three, "audio")]
    await until(lambda: all(peer.frames.get(kind, 0) > 3 for peer, kind in flows), seconds=20)
    offers, seen = len(three.offers), dict(three.frames)

    await server.backend.hide(one.stay, frozenset({"two"}))
    await asyncio.sleep(0.2)  # What was under way arrives.
    before = packets_to(one), packets_to(two)
    await asyncio.sleep(0.5)
    assert (packets_to(one), packets_to(two)) == before
    await until(lambda: "two audio" not in one.feeds and "one audio" not in two.feeds, seconds=2)

    await until(lambda: all(three.frames[kind] > seen[kind] + 3 for kind in ("audio", "video")))
    assert len(three.offers) == offers
    assert {"one video", "two audio"} <= set(three.feeds)


async def test_whoever_asks_for_no_pictures_gets_sound_alone_and_nobody_else_notices(server: Server) -> None:
    one, two, three = await server.peer("one"), await server.peer("two"), await server.peer("three")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 3 and three.frames.get("video", 0) > 3, seconds=20)
    offers = len(three.offers)

    await server.backend.lighten(two.stay, is_light=True)
    await until(lambda: "one video" not in two.feeds)
    heard = two.frames["audio"]
    await until(lambda: two.frames["audio"] > heard + 3)
    assert len(three.offers) == offers

    seen = two.frames["video"]
    await server.backend.lighten(two.stay, is_light=False)
    await until(lambda: two.frames["video"] > seen + 3)


async def test_an_answer_on_its_way_brings_back_nobody_who_was_blocked_meanwhile(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await until(lambda: two.frames.get("video", 0) > 3)
    # The third one's coming is offered; whoever never answers gets nothing by that either.
    two.tasks[0].cancel()
    await server.peer("three")

    await server.backend.hide(one.stay, frozenset({"two"}))
    version = max(event.version for event in await offers_of(two))
    before = packets_to(two)
    await server.backend.answer(two.stay, two.subscriber.localDescription.sdp, version=version)
    await asyncio.sleep(0.5)

    assert packets_to(two) <= before + 2  # What was under way.


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


async def test_an_unblock_in_the_room_brings_sound_and_picture_back(server: Server) -> None:
    one, two = await server.peer("one"), await server.peer("two")
    await one.send()
    await two.send()
    await until(lambda: all(peer.frames.get("video", 0) > 3 for peer in (one, two)))
    await server.backend.hide(one.stay, frozenset({"two"}))
    await until(lambda: not one.feeds and not two.feeds)

    await server.backend.hide(one.stay, frozenset())
    seen = {peer.name: dict(peer.frames) for peer in (one, two)}

    await until(lambda: all(peer.frames[k] > seen[peer.name][k] + 3 for peer in (one, two) for k in ("audio", "video")))


async def test_no_more_people_and_pictures_than_it_carries(server: Server) -> None:
    peers = [await server.peer(name) for name in ("one", "two", "three")]
    for peer in peers[:2]:
        await peer.send()
    with pytest.raises(MediaError, match="too_many_pictures"):
        await peers[2].send()
    with pytest.raises(MediaError, match="room_full"):
        await server.peer("four")


async def test_what_a_web_process_joined_ends_with_it(server: Server) -> None:
    other = EmbeddedBackend(server.url, SECRET)
    two = await server.peer("two")
    one = await Peer(other, "one").enter()
    await until(lambda: "one audio" in two.feeds)

    await other.disconnect()

    await until(lambda: not two.feeds, seconds=2)
    await one.close()


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
        await server.backend._ask(command.get("do", ""), **{k: v for k, v in command.items() if k != "do"})
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
    await server.backend._ask("join", stay="first", **values)
    with pytest.raises(MediaError, match="refused"):
        await server.backend._ask("join", stay="second", **values)


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
