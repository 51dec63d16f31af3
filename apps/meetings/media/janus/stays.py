"""One person's stay in a room of Janus: a handle that publishes, and one that receives everybody else."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from apps.meetings.media.base import Feed, Kind, Listener, MediaError, Offered, Participation
from apps.meetings.media.janus.connection import NO_SUCH_FEED, NO_SUCH_ROOM, Frame, JanusConnection
from apps.meetings.media.janus.descriptions import MIDS, checked, kinds_of, without_candidates
from apps.meetings.media.janus.secrets import JanusSecrets

log = structlog.get_logger(__name__)

# The reason of a hang-up that follows from our own orders.
OWN_HANGUP = "Close PC"
LOOK_AGAIN_AFTER_SECONDS = 0.2


@dataclass(slots=True)
class Other:
    """Somebody else who publishes: what, with whom they exchange nothing, and whether their picture is let through."""

    kinds: frozenset[Kind] = frozenset()
    hidden: frozenset[str] = frozenset()
    shows_picture: bool = False


type Source = tuple[str, Kind]  # Whose, and what of theirs.


@dataclass(slots=True)
class Rights:
    """What it takes to order something in one room."""

    secrets: JanusSecrets
    room: str

    def to_enter(self) -> dict[str, str]:
        """Return what a new handle shows at the door: a token of its own and the room's pin."""
        return {"room": self.room, "token": self.secrets.for_room(self.room), "pin": self.secrets.pin_of(self.room)}

    def to_rule(self) -> dict[str, str]:
        """Return what muting, removing and closing takes."""
        return {"room": self.room, "secret": self.secrets.of_room(self.room)}


@dataclass(eq=False)
class JanusStay:
    """Who is hidden is told to other processes in Janus's display name, which no browser sees."""

    stay: Participation
    hidden: frozenset[str]
    listener: Listener
    connection: JanusConnection
    rights: Rights
    end: Callable[["JanusStay", str], Awaitable[None]]
    open: dict[Kind, bool] = field(default_factory=lambda: dict.fromkeys(Kind, False))
    others: dict[str, Other] = field(default_factory=dict)
    is_light: bool = False
    publisher: int | None = None
    subscriber: int | None = None
    _private_id: int = 0
    _is_published: bool = False
    _version: int = 0
    _received: set[Source] = field(default_factory=set)
    _sources_by_mid: dict[str, Source] = field(default_factory=dict)
    _pictures: dict[str, str] = field(default_factory=dict)
    _shown: dict[str, str] = field(default_factory=dict)
    _stale: asyncio.Event = field(default_factory=asyncio.Event)
    _syncing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _work: asyncio.Task[None] | None = None

    async def enter(self, entry: dict[str, str]) -> None:
        """Come into the room with what opens it once."""
        self.publisher = await self.connection.attach(self.rights.secrets.for_handle(), self._hear)
        body = {"request": "join", "ptype": "publisher", "id": self.stay.place.person, "display": _words(self.hidden)}
        joined = await self.connection.order(self.publisher, body | entry)
        self._private_id = joined["private_id"]
        self._learn(joined)

    async def publish(self, sdp: str) -> str:
        """Take the browser's offer and return the answer; all of it is held back but what is open."""
        kinds = kinds_of(sdp)
        if self._is_published:
            await self._order_publisher({"request": "unpublish"})
        offer = {"type": "offer", "sdp": without_candidates(sdp)}
        answer = await self._order_publisher({"request": "publish"}, offer)
        self._is_published = True
        # Before the browser knows where to send.
        for kind in kinds:
            await self.moderate(kind)
        return str(answer["jsep"]["sdp"])

    async def moderate(self, kind: Kind) -> None:
        """Have Janus hold back, or let through, what this person sends of one kind."""
        is_muted = not self.open[kind]
        order = {"request": "moderate", "id": self.stay.place.person, "mid": MIDS[kind], "mute": is_muted}
        await self._order_publisher(order | self.rights.to_rule())

    async def let_through(self, kind: Kind, *, is_open: bool) -> None:
        """Change what is let through; a picture begins with a whole one."""
        self.open[kind] = is_open
        if self._is_published:
            await self.moderate(kind)
            if is_open and kind is Kind.VIDEO:
                await self._order_publisher({"request": "configure", "keyframe": True})

    async def hide(self, hidden: frozenset[str]) -> None:
        """Exchange nothing with these people; `sync` makes it true here, and other processes are told."""
        self.hidden = hidden
        await self._order_publisher({"request": "configure", "display": _words(hidden)})

    async def lighten(self, *, is_light: bool) -> None:
        """Take no pictures from now on, or everything again."""
        self.is_light = is_light
        await self.sync_now()

    def subscribe(self) -> None:
        """Receive everybody from now on."""
        if self._work is None:
            self._work = asyncio.create_task(self._keep_in_step())
            self._stale.set()

    async def answer(self, sdp: str, version: int) -> None:
        """Take the browser's answer to the latest offer."""
        if version != self._version or self.subscriber is None:
            return
        answer = {"type": "answer", "sdp": without_candidates(checked(sdp))}
        new = [mid for mid, person in self._pictures.items() if self._shown.get(mid) != person]
        self._shown = dict(self._pictures)
        # The next offer may come before this returns.
        await self.connection.order(self.subscriber, {"request": "start"}, answer)
        if new:
            # Asked for a whole picture when it was subscribed to, Janus could not hand it on yet.
            streams = [{"mid": mid, "send": True} for mid in new]
            await self.connection.order(self.subscriber, {"request": "configure", "streams": streams})

    async def _order_publisher(self, order: Mapping[str, object], jsep: Mapping[str, str] | None = None) -> Frame:
        if self.publisher is None:
            raise MediaError("unknown_stay")
        return await self.connection.order(self.publisher, order, jsep)

    async def sync_now(self) -> None:
        """As `sync`, for whoever has asked to receive anything."""
        if self._work is not None:
            await self.sync()

    async def sync(self) -> None:
        """Receive exactly those who may be met; whoever may not is cut off before this returns."""
        async with self._syncing:
            wanted = self._wanted()
            gone, new = self._received - wanted, wanted - self._received
            if gone:
                # Alone: who cannot be subscribed to must not keep the others from being cut off.
                mids = [{"sub_mid": mid} for mid, source in self._sources_by_mid.items() if source in gone]
                await self._update("unsubscribe", [*_streams(gone), *mids])
                self._received -= gone
            if new:
                await (self._begin(new) if self.subscriber is None else self._update("subscribe", _streams(new)))
                self._received |= new & self._wanted()

    async def _update(self, what: str, streams: list[dict[str, str]]) -> None:
        if self.subscriber is not None:
            await self._offer(await self.connection.order(self.subscriber, {"request": "update", what: streams}))

    async def detach(self) -> None:
        """End both connections with the browser."""
        if self._work is not None:
            self._work.cancel()
            self._work = None
        handles, self.publisher, self.subscriber = (self.publisher, self.subscriber), None, None
        await asyncio.gather(*(self.connection.detach(handle) for handle in handles if handle is not None))

    def _wanted(self) -> set[Source]:
        met = {person: other for person, other in self.others.items() if self._may_meet(person, other)}
        kinds = {Kind.AUDIO} if self.is_light else set(Kind)
        return {(person, kind) for person, other in met.items() for kind in other.kinds & kinds}

    def _may_meet(self, person: str, other: Other) -> bool:
        me = self.stay.place.person
        return person != me and person not in self.hidden and me not in other.hidden

    async def _begin(self, sources: set[Source]) -> None:
        entry = self.rights.to_enter()
        handle = await self.connection.attach(self.rights.secrets.for_handle(), self._hear_subscriber)
        order = {"request": "join", "ptype": "subscriber", "private_id": self._private_id, "streams": _streams(sources)}
        try:
            attached = await self.connection.order(handle, order | entry)
        except MediaError:
            await self.connection.detach(handle)
            raise
        self.subscriber = handle
        await self._offer(attached)

    async def _keep_in_step(self) -> None:
        while True:
            await self._stale.wait()
            self._stale.clear()
            try:
                await self.sync()
            except MediaError as error:
                # Mostly somebody left at this moment: we are about to hear of it. Or Janus takes its time: if it is gone,
                # so is this task; else nobody goes on without hearing the others.
                if getattr(error, "number", None) not in {NO_SUCH_FEED, NO_SUCH_ROOM}:
                    log.warning("janus_subscription_failed", code=error.code)
                await asyncio.sleep(LOOK_AGAIN_AFTER_SECONDS)
                self._stale.set()

    async def _offer(self, data: Frame) -> None:
        """Hand on a description for the receiving connection, when there is one."""
        if not data.get("jsep"):
            return
        self._version += 1
        streams = [stream for stream in data.get("streams", []) if stream.get("active") and stream.get("feed_id")]
        feeds = tuple(Feed(s["mid"], s["feed_id"], Kind(s["type"])) for s in streams if s["type"] in set(Kind))
        self._sources_by_mid = {feed.mid: (feed.person, feed.kind) for feed in feeds}
        self._pictures = {feed.mid: feed.person for feed in feeds if feed.kind is Kind.VIDEO}
        await self.listener(Offered(sdp=data["jsep"]["sdp"], version=self._version, feeds=feeds))

    async def _hear_subscriber(self, frame: Frame) -> None:
        if frame["janus"] == "event":
            await self._offer(frame["plugindata"]["data"] | {"jsep": frame.get("jsep")})
        else:
            await self._hear_end(frame)

    async def _hear(self, frame: Frame) -> None:
        if frame["janus"] != "event":
            await self._hear_end(frame)
            return
        data = frame["plugindata"]["data"]
        if data["videoroom"] == "destroyed":
            await self.end(self, "closed")
        elif data.get("leaving") == "ok":
            await self.end(self, "removed")
        else:
            self._learn(data)

    async def _hear_end(self, frame: Frame) -> None:
        is_own = frame.get("reason") == OWN_HANGUP
        if frame["janus"] == "detached" or (frame["janus"] == "hangup" and not is_own):
            await self.end(self, "lost")

    def _learn(self, data: Frame) -> None:
        """Remember what Janus says of the others."""
        for one in data.get("publishers", []):
            streams = [stream for stream in one.get("streams", []) if not stream.get("disabled")]
            kinds = frozenset(kind for kind in Kind if any(stream["mid"] == MIDS[kind] for stream in streams))
            is_open = any(s["mid"] == MIDS[Kind.VIDEO] and not s.get("moderated") for s in streams)
            self.others[one["id"]] = Other(kinds, _people(one.get("display")), is_open)
            self._forget_received(one["id"])
        for gone in ("leaving", "unpublished"):
            self.others.pop(data.get(gone, ""), None)
            self._forget_received(data.get(gone, ""))
        # Still counted as received: Janus offers nothing anew for whoever was removed, unless it is asked to.
        self.others.pop(data.get("kicked", ""), None)
        if other := self.others.get(data.get("id", "")):
            if "display" in data:
                other.hidden = _people(data["display"])
            if data.get("mid") == MIDS[Kind.VIDEO]:
                other.shows_picture = data.get("moderation") == "unmuted"
        self._stale.set()

    def _forget_received(self, person: str) -> None:
        self._received = {source for source in self._received if source[0] != person}


def _words(people: frozenset[str]) -> str:
    # Never empty: Janus tells only of a name that replaces another.
    return " ".join(["-", *sorted(people)])


def _people(words: Any) -> frozenset[str]:
    return frozenset(str(words or "").split()) - {"-"}


def _streams(sources: set[Source]) -> list[dict[str, str]]:
    return [{"feed": person, "mid": MIDS[kind]} for person, kind in sorted(sources)]
