"""WebRTC peers without a browser, and a media server of each kind for them: packets counted, frames decoded."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from aiortc import AudioStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from aiortc.jitterbuffer import JitterBuffer
from aiortc.mediastreams import MediaStreamError

from apps.meetings.media.base import Gone, MediaBackend, MediaError, MediaEvent, Offered, Place
from apps.meetings.media.embedded import EmbeddedBackend
from apps.meetings.media.forwarder import serving
from apps.meetings.media.janus.backend import JanusBackend, JanusLimits
from apps.meetings.media.rooms import Limits
from apps.meetings.media.transport import Addresses
from devkit.children import free_port, start_child, stop_child
from devkit.janus import answers, janus_program

SECRET = "a secret of the tests alone"
ROOM = "room1"


@dataclass
class Peer:
    """One person with two connections to the media server, as a browser has them."""

    backend: MediaBackend
    name: str
    hidden: frozenset[str] = frozenset()
    gone: list[str] = field(default_factory=list)
    feeds: dict[str, str] = field(default_factory=dict)
    frames: dict[str, int] = field(default_factory=dict)
    offers: list[str] = field(default_factory=list)
    _sources: dict[str, str] = field(default_factory=dict)

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
        self._begin_new_sources(event.sdp)
        await self.subscriber.setLocalDescription()
        sdp = _without_candidates(self.subscriber.localDescription.sdp)
        with suppress(MediaError):  # The stay may have ended in the meantime.
            await self.backend.answer(self.stay, sdp, version=event.version)

    def _begin_new_sources(self, sdp: str) -> None:
        """Have each new source begin anew, as browsers do; aiortc knows the first one of a section alone."""
        receivers = {one.mid: one.receiver for one in self.subscriber.getTransceivers()}
        for section in sdp.split("\r\nm=")[1:]:
            mid, ssrc = re.search(r"a=mid:(\S+)", section), re.search(r"a=ssrc:(\d+)", section)
            if mid and ssrc and self._sources.setdefault(mid[1], ssrc[1]) != ssrc[1]:
                self._sources[mid[1]] = ssrc[1]
                receiver, is_video = receivers[mid[1]], section.startswith("video")
                receiver.transport._rtp_router.ssrc_table[int(ssrc[1])] = receiver
                setattr(receiver, "_RTCRtpReceiver__jitter_buffer", JitterBuffer(128, is_video=is_video))  # noqa: B010 - hidden from type checkers

    def _play(self, track) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        self.tasks.append(asyncio.create_task(self._decode(track)))

    async def _decode(self, track) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        with suppress(MediaStreamError):
            while True:
                await track.recv()
                self.frames[track.kind] = self.frames.get(track.kind, 0) + 1

    async def packets_sent(self) -> int:
        """Return how many packets of sound and picture have left this peer."""
        report = await self.publisher.getStats()
        return sum(one.packetsSent for one in report.values() if one.type == "outbound-rtp")

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


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - packets set no event
            await asyncio.sleep(0.02)


class Closable(MediaBackend, Protocol):
    """A backend that lets go of the server, as at the end of its process."""

    async def disconnect(self) -> None:
        """End what was joined over it."""


@dataclass
class Server:
    """A media server for three people and two pictures, and a backend that speaks to it."""

    url: str
    new_backend: Callable[[], Closable]
    backend: Closable = field(init=False)
    peers: list[Peer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.backend = self.new_backend()

    async def peer(self, name: str, hidden: frozenset[str] = frozenset(), backend: Closable | None = None) -> Peer:
        peer = await Peer(backend or self.backend, name, hidden).enter()
        self.peers.append(peer)
        return peer

    async def close(self) -> None:
        for peer in self.peers:
            await peer.close()
        await self.backend.disconnect()


@asynccontextmanager
async def embedded_server(_folder: Path | None = None) -> AsyncIterator[Server]:
    """The forwarder, in this process."""
    limits = Limits(people=3, pictures=2, addresses=Addresses(bound=("127.0.0.1", own_address())))
    async with serving("127.0.0.1", 0, SECRET, limits) as running:
        url = f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}"
        server = Server(url, lambda: EmbeddedBackend(url, SECRET))
        yield server
        await server.close()


@asynccontextmanager
async def janus_server(folder: Path) -> AsyncIterator[Server]:
    """A Janus of its own, configured as everywhere."""
    url = f"http://127.0.0.1:{free_port()}"
    environment = {"MEDIA_SERVER_URL": url, "MEDIA_SERVER_SECRET": SECRET}
    with (folder / "janus.log").open("wb") as log:
        child = start_child(janus_program(environment, folder / "janus"), output=log)
    try:
        await until(lambda: answers(environment))
        limits = JanusLimits(people=3, pictures=2)
        server = Server(url, lambda: JanusBackend(url, SECRET, limits))
        yield server
        await server.close()
    finally:
        stop_child(child)


SERVERS: dict[str, Callable[[Path], AbstractAsyncContextManager[Server]]] = {
    "embedded": embedded_server,
    "janus": janus_server,
}


def own_address() -> str:
    # aiortc's clients offer no loopback address of their own.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
