"""Rooms of the embedded forwarder: who is there, what they send and who gets it."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from aiortc.rtcdtlstransport import RTCCertificate
from aiortc.rtp import AnyRtcpPacket, RtcpSrPacket

from apps.meetings.media.base import Gone, Kind, MediaError, MediaEvent, Place
from apps.meetings.media.packets import BadPacket, read_packet
from apps.meetings.media.sdp import BadDescription, OwnSection, RemoteSession, read_description, write_description
from apps.meetings.media.streams import Stream
from apps.meetings.media.subscriber import Subscriber
from apps.meetings.media.tokens import UNUSED_FOR, Grant
from apps.meetings.media.transport import Addresses, Link

REPORT_EVERY_SECONDS = 1.0

type Tell = Callable[["Stay", MediaEvent], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one forwarder carries; measured, see docs/operations.md."""

    people: int = 12
    pictures: int = 4
    video_bits_per_second: int = 500_000
    addresses: Addresses = field(default_factory=lambda: Addresses(bound=("127.0.0.1",)))


class Stay:
    """One person's stay in a room: what they send and what they are sent."""

    def __init__(self, stay_id: str, room: "Room", place: Place, hidden: frozenset[str], tell: Tell) -> None:
        self.id = stay_id
        self.place = place
        self.hidden = hidden
        self.is_light = False
        self.room = room
        self.streams: dict[Kind, Stream] = {}
        self.open: dict[Kind, bool] = dict.fromkeys(Kind, False)
        self.subscriber: Subscriber | None = None
        self._publisher: Link | None = None
        self._kinds: dict[int, Kind] = {}
        self._tell = tell
        self._label = secrets.token_hex(8)

    async def publish(self, sdp: str) -> str:
        """Take the browser's offer and return the answer. A second offer replaces the first connection."""
        remote = _described(sdp)
        await self._stop_publishing()
        link = self.room.forwarder.link(on_rtp=self._take_rtp, on_rtcp=self._take_rtcp, on_closed=self._lost)
        own = await link.gather()
        self._publisher = link
        self._kinds = {section.payload_type: section.kind for section in remote.sections}
        for kind in dict.fromkeys(self._kinds.values()):
            stream = Stream(self.place.person, kind, link.send, self._label)
            stream.is_open = self.open[kind]
            self.streams[kind] = stream
        link.start(remote)
        await self.room.changed()
        sections = [OwnSection(s.kind, s.mid, "recvonly", s.payload_type) for s in remote.sections]
        kbps = self.room.forwarder.limits.video_bits_per_second // 1000
        return write_description(own, sections, setup="passive", video_kbps=kbps)

    async def subscribe(self) -> None:
        """Offer the browser what the others publish, now and from now on."""
        if self.subscriber is None:
            link = self.room.forwarder.link(
                on_rtp=_ignore, on_rtcp=self._take_feedback, on_closed=self._lost, on_connected=self._begin
            )
            own = await link.gather()
            self.subscriber = Subscriber(self.id, link, own, lambda offered: self._tell(self, offered))
        await self.subscriber.sync(self.room.streams_for(self))

    async def hide(self, hidden: frozenset[str]) -> None:
        """Exchange nothing with these people from now on, and again with everybody else."""
        self.hidden = hidden
        await self.room.changed()

    async def lighten(self, *, is_light: bool) -> None:
        """Take no pictures from now on, or everything again."""
        self.is_light = is_light
        if self.subscriber is not None:
            await self.subscriber.sync(self.room.streams_for(self))

    async def answer(self, sdp: str, version: int) -> None:
        """Take the browser's answer to the latest offer."""
        if self.subscriber is not None:
            await self.subscriber.answered(_described(sdp), version)
            await self.subscriber.sync(self.room.streams_for(self))

    async def mute(self, kind: Kind, *, is_muted: bool) -> None:
        """Hold back, or let through, what this person sends of one kind."""
        self.open[kind] = not is_muted
        if stream := self.streams.get(kind):
            stream.is_open = not is_muted
            await stream.ask_for_keyframe()

    async def _take_rtp(self, data: bytes) -> None:
        try:
            packet = read_packet(data)
        except BadPacket:
            return
        kind = self._kinds.get(packet.payload_type)
        if kind is not None:
            await self.streams[kind].take(packet)

    async def _take_rtcp(self, packets: list[AnyRtcpPacket]) -> None:
        for packet in packets:
            if isinstance(packet, RtcpSrPacket):
                for stream in self.streams.values():
                    await stream.take_sender_report(packet)

    async def _take_feedback(self, packets: list[AnyRtcpPacket]) -> None:
        if self.subscriber is not None:
            await self.subscriber.take_feedback(packets)

    async def _begin(self) -> None:
        if self.subscriber is not None:
            await self.subscriber.ask_for_keyframes()

    async def report(self) -> None:
        """Tell the browser once a second how its packets arrive."""
        for stream in self.streams.values():
            await stream.report(self.room.forwarder.limits.video_bits_per_second)

    async def _lost(self) -> None:
        await self.room.end(self, "lost")

    async def _stop_publishing(self) -> None:
        for stream in self.streams.values():
            stream.stop()
        self.streams = {}
        if self._publisher is not None:
            link, self._publisher = self._publisher, None
            await link.close()

    async def stop(self, reason: str) -> None:
        """Close both connections and tell who asked for the stay."""
        await self._stop_publishing()
        if self.subscriber is not None:
            subscriber, self.subscriber = self.subscriber, None
            await subscriber.close()
        await self._tell(self, Gone(reason))


class Room:
    """The stays of one room, and who may receive whom."""

    def __init__(self, forwarder: "Forwarder", name: str) -> None:
        self.forwarder = forwarder
        self.name = name
        self.stays: dict[str, Stay] = {}

    def of(self, person: str) -> list[Stay]:
        """Return this person's stays: at most one, but for a moment while one replaces another."""
        return [stay for stay in self.stays.values() if stay.place.person == person]

    def streams_for(self, listener: Stay) -> list[Stream]:
        """Return what this listener may receive: not their own, nothing across a block, no pictures for a light one."""
        met = [stream for stay in self.stays.values() if _may_meet(stay, listener) for stream in stay.streams.values()]
        return [stream for stream in met if not (listener.is_light and stream.kind is Kind.VIDEO)]

    def open_pictures(self) -> int:
        """Return how many pictures are let through."""
        return sum(stay.open[Kind.VIDEO] for stay in self.stays.values())

    async def changed(self) -> None:
        """Offer everybody what is now published."""
        for stay in list(self.stays.values()):
            if stay.subscriber is not None:
                await stay.subscriber.sync(self.streams_for(stay))

    async def end(self, stay: Stay, reason: str) -> None:
        """End a stay; a second call is ignored."""
        if self.stays.pop(stay.id, None) is None:
            return
        await stay.stop(reason)
        await self.changed()
        if not self.stays:
            self.forwarder.rooms.pop(self.name, None)


class Forwarder:
    """All rooms of this process."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rooms: dict[str, Room] = {}
        self._certificate = RTCCertificate.generateCertificate()
        self._used: dict[str, float] = {}
        self._barred: dict[Place, float] = {}

    def link(self, **takers: Callable[..., Awaitable[None]]) -> Link:
        """Return a new connection that is not yet open."""
        return Link(self.limits.addresses, self._certificate, **takers)

    async def join(self, stay_id: str, place: Place, grant: Grant, hidden: frozenset[str], tell: Tell) -> Stay:
        """Add a stay; the person's older one ends. Raises MediaError (`refused`, `room_full`)."""
        self._spend(place, grant)
        room = self.rooms.setdefault(place.room, Room(self, place.room))
        for older in room.of(place.person):
            await room.end(older, "replaced")
        room = self.rooms.setdefault(place.room, room)
        if len(room.stays) >= self.limits.people:
            raise MediaError("room_full")
        stay = Stay(stay_id, room, place, hidden, tell)
        room.stays[stay.id] = stay
        return stay

    def _spend(self, place: Place, grant: Grant) -> None:
        oldest = grant.given_at - 2 * UNUSED_FOR.total_seconds()
        self._used = {mark: at for mark, at in self._used.items() if at > oldest}
        self._barred = {barred: at for barred, at in self._barred.items() if at > oldest}
        if grant.mark in self._used or grant.given_at <= self._barred.get(place, 0.0):
            raise MediaError("refused")
        self._used[grant.mark] = grant.given_at

    async def mute(self, place: Place, kind: Kind, *, is_muted: bool) -> None:
        """Raise MediaError (`too_many_pictures`) when one more picture cannot be carried."""
        room = self.rooms.get(place.room)
        for stay in room.of(place.person) if room else []:
            opens_picture = kind is Kind.VIDEO and not is_muted and not stay.open[kind]
            if room and opens_picture and room.open_pictures() >= self.limits.pictures:
                raise MediaError("too_many_pictures")
            await stay.mute(kind, is_muted=is_muted)

    async def remove(self, place: Place, *, now: float) -> None:
        """End the person's stays; what was granted to them before now is refused."""
        self._barred[place] = now
        if room := self.rooms.get(place.room):
            for stay in room.of(place.person):
                await room.end(stay, "removed")

    async def close(self, name: str) -> None:
        """End every stay in the room."""
        if room := self.rooms.get(name):
            for stay in list(room.stays.values()):
                await room.end(stay, "closed")

    def stays(self) -> Iterator[Stay]:
        """Yield every stay of every room."""
        for room in list(self.rooms.values()):
            yield from list(room.stays.values())

    async def report_forever(self) -> None:
        """Tell every publisher once a second how its packets arrive."""
        while True:
            await asyncio.sleep(REPORT_EVERY_SECONDS)
            for stay in self.stays():
                await stay.report()


async def _ignore(_data: bytes) -> None:
    """A subscriber sends no media; what comes all the same is dropped."""


def _described(sdp: str) -> RemoteSession:
    try:
        return read_description(sdp)
    except BadDescription:
        raise MediaError("bad_description") from None


def _may_meet(one: Stay, other: Stay) -> bool:
    return (
        one.place.person != other.place.person
        and one.place.person not in other.hidden
        and other.place.person not in one.hidden
    )
