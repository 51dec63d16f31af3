"""One person's sound or picture on its way through the server."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable

from aiortc.rtcrtpreceiver import StreamStatistics
from aiortc.rtp import (
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    pack_remb_fci,
)

from apps.meetings.media.base import Kind
from apps.meetings.media.packets import Packet, SequenceMap, write_packet
from apps.meetings.media.sdp import CLOCK_RATES, OWN_PAYLOAD_TYPES

# About half a second of pictures: what may be asked for again.
HISTORY = 256
KEYFRAME_EVERY_SECONDS = 0.5

type Send = Callable[[bytes], Awaitable[None]]


class Stream:
    """Takes a publisher's packets of one kind and forwards them to whoever listens, undecoded.

    Every listener gets the same bytes under the stream's own source number, so a packet is written once.
    """

    def __init__(self, person: str, kind: Kind, to_publisher: Send, label: str) -> None:
        self.person = person
        self.kind = kind
        # What browsers group sound and picture by: random, so that no statistics of theirs name a person.
        self.label = label
        self.ssrc = secrets.randbelow((1 << 32) - 1) + 1
        self.listeners: dict[str, Send] = {}
        self.is_open = False
        self.received_count = 0
        self.forwarded_count = 0
        self._own_ssrc = secrets.randbelow((1 << 32) - 1) + 1
        self._source: int | None = None
        self._to_publisher = to_publisher
        self._numbers = SequenceMap()
        self._history: dict[int, tuple[int, bytes]] = {}
        self._statistics = StreamStatistics(CLOCK_RATES[kind])
        self._last_report: tuple[int, float] = (0, 0.0)
        self._keyframe_asked_at = 0.0
        self._keyframe_later: asyncio.TimerHandle | None = None

    async def take(self, packet: Packet) -> None:
        """Forward the packet while the stream is open, else drop it."""
        if packet.ssrc != self._source:
            self._source = packet.ssrc
            self._numbers.pause()
            self._statistics = StreamStatistics(CLOCK_RATES[self.kind])
        self.received_count += 1
        self._statistics.add(packet)  # type: ignore[arg-type]  # it reads the number and the timestamp
        if not self.is_open:
            self._numbers.pause()
            return
        number = self._numbers.outgoing(packet.sequence_number)
        data = write_packet(packet, payload_type=OWN_PAYLOAD_TYPES[self.kind], sequence_number=number, ssrc=self.ssrc)
        if self.kind is Kind.VIDEO:
            self._history[number % HISTORY] = (number, data)
        for send in list(self.listeners.values()):
            await send(data)
            self.forwarded_count += 1

    async def take_sender_report(self, report: RtcpSrPacket) -> None:
        """Pass on the publisher's clock, by which browsers keep lips and voice together."""
        self._last_report = ((report.sender_info.ntp_timestamp >> 16) & 0xFFFFFFFF, time.monotonic())
        if not self.is_open or report.ssrc != self._source:
            return
        data = bytes(RtcpSrPacket(ssrc=self.ssrc, sender_info=report.sender_info))
        for send in list(self.listeners.values()):
            await send(data)

    async def resend(self, lost: list[int], send: Send) -> None:
        """Send one listener again what got lost on the way to them; ask the publisher for what never came."""
        missing = []
        for number in lost[:HISTORY]:
            kept = self._history.get(number % HISTORY)
            if kept is not None and kept[0] == number:
                await send(kept[1])
            else:
                missing.append(self._numbers.incoming(number))
        if missing and self.is_open and self._source is not None:
            nack = RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=self._own_ssrc, media_ssrc=self._source, lost=missing)
            await self._to_publisher(bytes(nack))

    async def ask_for_keyframe(self) -> None:
        """Have the publisher send a whole picture, at most twice a second however many ask.

        Without one a person who comes later would see nothing until the next one came by chance.
        """
        if self.kind is not Kind.VIDEO or self._source is None or not self.is_open:
            return
        wait = self._keyframe_asked_at + KEYFRAME_EVERY_SECONDS - time.monotonic()
        if wait > 0:
            self._ask_later(wait)
            return
        self._keyframe_asked_at = time.monotonic()
        pli = RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=self._own_ssrc, media_ssrc=self._source)
        await self._to_publisher(bytes(pli))

    def _ask_later(self, wait: float) -> None:
        if self._keyframe_later is None:
            self._keyframe_later = asyncio.get_running_loop().call_later(wait, self._ask_now)

    def _ask_now(self) -> None:
        self._keyframe_later = None
        self._asking = asyncio.ensure_future(self.ask_for_keyframe())

    async def report(self, bits_per_second: int) -> None:
        """Tell the publisher what arrived (RFC 3550 receiver report) and how much it may send."""
        if self._source is None or self._statistics.max_seq is None:
            return
        last, at = self._last_report
        packet = RtcpRrPacket(
            ssrc=self._own_ssrc,
            reports=[
                RtcpReceiverInfo(
                    ssrc=self._source,
                    fraction_lost=self._statistics.fraction_lost,
                    packets_lost=self._statistics.packets_lost,
                    highest_sequence=self._statistics.cycles + self._statistics.max_seq,
                    jitter=self._statistics.jitter,
                    lsr=last,
                    dlsr=int((time.monotonic() - at) * 65536) if last else 0,
                )
            ],
        )
        data = bytes(packet)
        if self.kind is Kind.VIDEO:
            fci = pack_remb_fci(bits_per_second, [self._source])
            data += bytes(RtcpPsfbPacket(fmt=15, ssrc=self._own_ssrc, media_ssrc=0, fci=fci))
        await self._to_publisher(data)

    def stop(self) -> None:
        """Nothing is forwarded any more."""
        self.is_open = False
        self.listeners.clear()
        if self._keyframe_later is not None:
            self._keyframe_later.cancel()
