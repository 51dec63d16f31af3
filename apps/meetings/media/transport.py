"""One encrypted connection with one browser.

The one place that touches aiortc's private packet-level calls; aiortc is pinned for it, and the tests count packets
and decoded frames. Used of it: ICE (through aioice), DTLS and SRTP. Not used: its peer connection, senders and
receivers, which decode, keep a thread a track, and wake fifty times a second.
"""

import asyncio
import logging
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aioice import Connection
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceGatherer, RTCIceParameters, RTCIceTransport
from aiortc.rtp import AnyRtcpPacket, RtcpPacket

from apps.meetings.media.sdp import OwnTransport, RemoteSession

log = logging.getLogger(__name__)

CONNECT_WITHIN_SECONDS = 30
ADDRESS_ANY = "0.0.0.0"  # noqa: S104 the media ports are the public ones; the control port is loopback


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where media is received (`bound`), and what browsers are told (`announced`; the same when empty)."""

    bound: tuple[str, ...]
    announced: tuple[str, ...] = ()


type RtpTaker = Callable[[bytes], Awaitable[None]]
type RtcpTaker = Callable[[list[AnyRtcpPacket]], Awaitable[None]]


class Link:
    """A connection that takes and gives whole packets.

    `on_closed` is awaited once when the browser has gone, the keys did not match or nothing came for half a minute;
    not after `close`.
    """

    def __init__(
        self,
        addresses: Addresses,
        certificate: RTCCertificate,
        *,
        on_rtp: RtpTaker,
        on_rtcp: RtcpTaker,
        on_closed: Callable[[], Awaitable[None]],
        on_connected: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        # An empty list: the default would ask a public STUN server.
        self._gatherer = RTCIceGatherer(iceServers=[])
        self._ice = RTCIceTransport(self._gatherer)
        self._dtls = _PacketTransport(self._ice, [certificate], on_rtp, on_rtcp)
        self._dtls._set_role("server")  # noqa: SLF001 - aiortc has no public way to it
        self._addresses = addresses
        self._on_closed = on_closed
        self._on_connected = on_connected
        self._started: asyncio.Task[None] | None = None
        self._is_closing = False

    async def gather(self) -> OwnTransport:
        """Bind a port at each address and return the server's side of the connection."""
        ice: Connection = self._gatherer._connection  # noqa: SLF001 - aiortc has no public way to it
        candidates = await ice.get_component_candidates(component=1, addresses=list(self._addresses.bound))
        ice._local_candidates = candidates  # noqa: SLF001 - aiortc has no public way to it
        ice._local_candidates_start = ice._local_candidates_end = True  # noqa: SLF001 - aiortc has no public way to it
        fingerprint = next(f for f in self._dtls.getLocalParameters().fingerprints if f.algorithm == "sha-256")
        return OwnTransport(
            ice_ufrag=ice.local_username,
            ice_pwd=ice.local_password,
            fingerprint=fingerprint.value,
            candidates=tuple(self._candidate_lines(candidates[0].port if candidates else 0)),
        )

    def _candidate_lines(self, first_port: int) -> list[str]:
        ends = [(candidate.ip, candidate.port) for candidate in self._gatherer.getLocalCandidates()]
        if self._addresses.announced:
            ends = [(address, first_port) for address in self._addresses.announced]
        return [f"{n} 1 udp {2130706431 - n} {ip} {port} typ host" for n, (ip, port) in enumerate(ends, 1)]

    def start(self, remote: RemoteSession) -> None:
        """Begin to connect in the background; a second call is ignored (renegotiation keeps the connection)."""
        if self._started is None:
            self._started = asyncio.create_task(self._run(remote))

    async def _run(self, remote: RemoteSession) -> None:
        try:
            async with asyncio.timeout(CONNECT_WITHIN_SECONDS):
                await self._ice.start(RTCIceParameters(remote.ice_ufrag, remote.ice_pwd))
                if self._ice.state == "completed":
                    fingerprints = [RTCDtlsFingerprint("sha-256", remote.fingerprint)]
                    await self._dtls.start(RTCDtlsParameters(fingerprints))
        except TimeoutError:
            log.info("media_connect_timeout")
        self._dtls.on("statechange", self._watch)
        self._watch()
        if self.is_connected and self._on_connected is not None:
            await self._on_connected()

    def _watch(self) -> None:
        if self._dtls.state != "connected" and not self._is_closing:
            self._is_closing = True
            self._started = asyncio.ensure_future(self._on_closed())

    @property
    def is_connected(self) -> bool:
        """Whether packets can be sent."""
        return self._dtls.state == "connected"

    async def send(self, data: bytes) -> None:
        """Send one RTP or RTCP packet, or drop it when the connection is not (or no longer) there."""
        try:
            await self._dtls._send_rtp(data)  # noqa: SLF001 - aiortc has no public way to it
        except ConnectionError:
            log.debug("media_packet_dropped")

    async def close(self) -> None:
        """Tell the browser and free the ports."""
        self._is_closing = True
        if self._started is not None and self._started is not asyncio.current_task():
            self._started.cancel()
        await self._dtls.stop()
        await self._ice.stop()


class _PacketTransport(RTCDtlsTransport):
    """Hands decrypted packets on as they are, instead of to a decoder."""

    def __init__(
        self, ice: RTCIceTransport, certificates: list[RTCCertificate], on_rtp: RtpTaker, on_rtcp: RtcpTaker
    ) -> None:
        super().__init__(ice, certificates)
        self._on_rtp = on_rtp
        self._on_rtcp = on_rtcp

    async def _handle_rtp_data(self, data: bytes, arrival_time_ms: int) -> None:  # noqa: ARG002 - aiortc calls it so
        await self._on_rtp(data)

    async def _handle_rtcp_data(self, data: bytes) -> None:
        try:
            packets = RtcpPacket.parse(data)
        except (ValueError, LookupError, struct.error):
            log.debug("media_bad_rtcp")
            return
        await self._on_rtcp(packets)
