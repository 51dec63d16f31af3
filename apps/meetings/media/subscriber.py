"""What one person is sent: everybody else's streams on one connection, renegotiated as people come and go."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiortc.rtp import RTCP_PSFB_PLI, RTCP_RTPFB_NACK, AnyRtcpPacket, RtcpPsfbPacket, RtcpRtpfbPacket

from apps.meetings.media.base import Feed, Kind, Offered
from apps.meetings.media.sdp import OWN_PAYLOAD_TYPES, OwnSection, OwnTransport, RemoteSession, write_description
from apps.meetings.media.streams import Stream
from apps.meetings.media.transport import Link


@dataclass(slots=True)
class _Section:
    mid: str
    kind: Kind
    stream: Stream | None = None


class Subscriber:
    """One offer at a time: what changes meanwhile is offered after the answer.

    A section whose person has left is kept silent and given to the next one of its kind, so that descriptions do not
    grow for ever.
    """

    def __init__(
        self, stay_id: str, link: Link, own: OwnTransport, offer: Callable[[Offered], Awaitable[None]]
    ) -> None:
        self._stay_id = stay_id
        self._link = link
        self._own = own
        self._offer = offer
        self._sections: list[_Section] = []
        self._wanted: list[Stream] = []
        self._version = 0
        self._is_waiting = False

    async def sync(self, wanted: list[Stream]) -> None:
        """Stop at once what is no longer wanted and, unless an answer is awaited, offer what has changed."""
        self._wanted = wanted
        kept = {section.stream for section in self._sections if section.stream in wanted}
        stale = [section for section in self._sections if section.stream and section.stream not in kept]
        for section in stale:
            if section.stream:
                section.stream.listeners.pop(self._stay_id, None)
        new = [stream for stream in wanted if stream not in kept]
        if self._is_waiting or not (new or stale):
            return
        for section in stale:
            section.stream = None
        for stream in new:
            self._free_section(stream.kind).stream = stream
        await self._make_offer()

    def _free_section(self, kind: Kind) -> _Section:
        for section in self._sections:
            if section.kind is kind and section.stream is None:
                return section
        section = _Section(mid=str(len(self._sections)), kind=kind)
        self._sections.append(section)
        return section

    async def _make_offer(self) -> None:
        self._version += 1
        self._is_waiting = True
        sections = [_described(section) for section in self._sections]
        feeds = tuple(Feed(s.mid, s.stream.person, s.kind) for s in self._sections if s.stream)
        sdp = write_description(self._own, sections, setup="actpass", version=self._version)
        await self._offer(Offered(sdp=sdp, version=self._version, feeds=feeds))

    async def answered(self, remote: RemoteSession, version: int) -> None:
        """Connect, or go on, and start sending; an answer to an older offer is ignored."""
        if version != self._version or not self._is_waiting:
            return
        self._is_waiting = False
        self._link.start(remote)
        for stream in self._streams():
            stream.listeners.setdefault(self._stay_id, self._link.send)
        await self.ask_for_keyframes()

    async def ask_for_keyframes(self) -> None:
        """Begin every picture with a whole one, or it cannot be decoded."""
        for stream in self._streams():
            await stream.ask_for_keyframe()

    async def take_feedback(self, packets: list[AnyRtcpPacket]) -> None:
        """Answer the browser's wishes: lost packets from memory, whole pictures from the publisher."""
        streams = {stream.ssrc: stream for stream in self._streams()}
        for packet in packets:
            if not isinstance(packet, (RtcpRtpfbPacket, RtcpPsfbPacket)) or packet.media_ssrc not in streams:
                continue
            stream = streams[packet.media_ssrc]
            if isinstance(packet, RtcpRtpfbPacket) and packet.fmt == RTCP_RTPFB_NACK:
                await stream.resend(packet.lost, self._link.send)
            elif isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_PLI:
                await stream.ask_for_keyframe()

    def _streams(self) -> list[Stream]:
        """Return what is offered and still wanted: an answer that comes late brings nothing back."""
        return [section.stream for section in self._sections if section.stream and section.stream in self._wanted]

    async def close(self) -> None:
        """Nothing is sent any more."""
        for section in self._sections:
            if section.stream is not None:
                section.stream.listeners.pop(self._stay_id, None)
        await self._link.close()


def _described(section: _Section) -> OwnSection:
    number = OWN_PAYLOAD_TYPES[section.kind]
    if section.stream is None:
        return OwnSection(section.kind, section.mid, "inactive", number)
    stream = section.stream
    return OwnSection(section.kind, section.mid, "sendonly", number, ssrc=stream.ssrc, stream=stream.label)
