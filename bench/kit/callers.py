"""People in a meeting without browsers: they send packets of the usual size and rate and count what comes back.

They neither encode nor decode, and open no packet they receive, so that many of them cost little.
"""

import asyncio
import secrets
import socket
import struct
import time
from contextlib import suppress

from aiortc.rtcdtlstransport import RTCCertificate
from aiortc.rtcicetransport import RTCIceParameters
from aiortc.rtp import AnyRtcpPacket
from aiortc.sdp import candidate_from_sdp

from apps.meetings.media.base import Kind, MediaBackend, MediaEvent, Offered, Place
from apps.meetings.media.sdp import OwnSection, read_description, write_description
from apps.meetings.media.transport import Addresses, Link

ROOM = "bench"
SO_RCVBUFFORCE = 33  # beyond what an ordinary user may have
# Packets a second and bytes in each: Opus at 32 kbit/s, VP8 at 300 kbit/s.
SHAPES = {Kind.AUDIO: (50, 80), Kind.VIDEO: (36, 1040)}
CLOCKS = {Kind.AUDIO: 48_000, Kind.VIDEO: 90_000}


class _Unopened:
    """In the place of the keys for what comes in: a packet is counted as it is."""

    def unprotect(self, data: bytes) -> bytes:
        return data

    def unprotect_rtcp(self, data: bytes) -> bytes:
        return data


class Wire(Link):
    """One connection to the media server, from the browser's side."""

    def __init__(self, address: str, certificate: RTCCertificate) -> None:
        self.received = 0
        self.ready = asyncio.Event()
        super().__init__(
            Addresses(bound=(address,)),
            certificate,
            on_rtp=self._count,
            on_rtcp=_ignore,
            on_closed=_nothing,
            on_connected=self._begin,
        )

    async def _count(self, _data: bytes) -> None:
        self.received += 1

    async def _begin(self) -> None:
        setattr(self._dtls, "_rx_srtp", _Unopened())  # noqa: B010 - counted without its keys: there is no public way
        self.ready.set()

    def _widen(self) -> None:
        """Have the kernel keep what comes while this process waits for its turn on a busy machine."""
        ice = self._gatherer._connection  # noqa: SLF001 - aiortc has no public way to it
        for protocol in ice._protocols:  # noqa: SLF001 - aioice has no public way to it
            with suppress(PermissionError):
                own = protocol.transport.get_extra_info("socket")
                own.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 * 2**20)

    async def connect(self, sdp: str, *, role: str) -> None:
        """Reach the server that described itself so."""
        self._widen()
        self._dtls._set_role(role)  # noqa: SLF001 - aiortc has no public way to it
        remote, ice = read_description(sdp), self._gatherer._connection  # noqa: SLF001 - aiortc has no public way to it
        ice.ice_controlling = True
        lines = {line for line in sdp.splitlines() if line.startswith("a=candidate:")}
        for line in lines:
            candidate = candidate_from_sdp(line.removeprefix("a=candidate:"))
            candidate.sdpMid = "0"
            await self._ice.addRemoteCandidate(candidate)
        await self._ice.addRemoteCandidate(None)
        start = self._ice.start

        async def start_towards_lite(parameters: RTCIceParameters) -> None:
            parameters.iceLite = True
            await start(parameters)

        setattr(self._ice, "start", start_towards_lite)  # noqa: B010 - a method, for type checkers
        self.start(remote)


class Caller:
    """One person: what they send and what they are sent."""

    def __init__(self, backend: MediaBackend, name: str, address: str, kinds: tuple[Kind, ...]) -> None:
        self._backend, self._place, self._kinds = backend, Place(ROOM, name), kinds
        certificate = RTCCertificate.generateCertificate()
        self.publisher, self.subscriber = Wire(address, certificate), Wire(address, certificate)
        self._events: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._sources = {kind: secrets.randbelow(2**32 - 1) + 1 for kind in Kind}
        self.sent = 0
        self.hears = 0

    async def enter(self) -> None:
        """Come in, publish, receive everybody, and let one's packets through."""
        self.stay = await self._backend.join(self._place, hidden=frozenset(), listener=self._events.put)
        own = await self.publisher.gather()
        sections = [
            OwnSection(kind, mid, "sendonly", number, ssrc=self._sources[kind], stream="own")
            for kind, mid, number in ((Kind.AUDIO, "0", 111), (Kind.VIDEO, "1", 96))
        ]
        offer = write_description(own, sections, setup="actpass").replace("a=ice-lite\r\n", "")
        answer = await self._backend.publish(self.stay, offer)
        role = "server" if "a=setup:active" in answer else "client"
        self._numbers = {section.kind: section.payload_type for section in read_description(answer).sections}
        await self.publisher.connect(answer, role=role)
        await self._backend.subscribe(self.stay)
        self._tasks.append(asyncio.create_task(self._follow()))
        await asyncio.wait_for(self.publisher.ready.wait(), 30)
        await self._backend.mute(self._place, audio=Kind.AUDIO not in self._kinds, video=Kind.VIDEO not in self._kinds)
        self._tasks += [asyncio.create_task(self._send(kind)) for kind in self._kinds]

    async def _follow(self) -> None:
        own = await self.subscriber.gather()
        is_connected = False
        while True:
            event = await self._events.get()
            if not isinstance(event, Offered):
                return
            offered = read_description(event.sdp).sections
            sections = [OwnSection(s.kind, s.mid, "recvonly", s.payload_type) for s in offered]
            answer = write_description(own, sections, setup="active").replace("a=ice-lite\r\n", "")
            if not is_connected:
                await self.subscriber.connect(event.sdp, role="client")
                is_connected = True
            await self._backend.answer(self.stay, answer, version=event.version)
            self.hears = len(event.feeds)

    async def _send(self, kind: Kind) -> None:
        rate, size = SHAPES[kind]
        body, began, number = secrets.token_bytes(size), time.monotonic(), 0
        while True:
            number += 1
            stamp = int(number * CLOCKS[kind] / rate) & 0xFFFFFFFF
            first = struct.pack("!BBHII", 0x80, self._numbers[kind], number & 0xFFFF, stamp, self._sources[kind])
            await self.publisher.send(first + body)
            self.sent += 1
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))

    async def leave(self) -> None:
        """Stop, and go."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._backend.leave(self.stay)
        await self.publisher.close()
        await self.subscriber.close()


async def _ignore(_packets: list[AnyRtcpPacket]) -> None:
    """What the server reports is not measured."""


async def _nothing() -> None:
    """The measurement ends the connections itself."""
