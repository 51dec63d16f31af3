"""A `MediaBackend` over Janus's VideoRoom: one session a process, two handles a stay, nothing of it public."""

import asyncio
import secrets
import time
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from apps.meetings.media.base import Gone, Kind, Listener, MediaError, Participation, Place, Side
from apps.meetings.media.janus.connection import (
    ID_EXISTS,
    NO_SUCH_FEED,
    NO_SUCH_ROOM,
    ROOM_EXISTS,
    Frame,
    JanusConnection,
    JanusRefused,
)
from apps.meetings.media.janus.descriptions import MIDS
from apps.meetings.media.janus.secrets import JanusSecrets
from apps.meetings.media.janus.stays import JanusStay, Rights

log = structlog.get_logger(__name__)


# Seconds for which whoever was removed while they came in is remembered; each of its steps takes ten at most.
LONGEST_JOIN = 120.0
# Seconds in which Janus, having answered that a handle is gone, has taken its owner off the room's list.
LONGEST_LEAVING = 10.0


@dataclass(frozen=True, slots=True)
class JanusLimits:
    """What one room carries; measured, see docs/operations.md."""

    people: int = 30
    pictures: int = 12
    video_bits_per_second: int = 300_000


class JanusBackend:
    """See MediaBackend. Belongs to the event loop that first used it."""

    needs_candidates = False

    def __init__(self, url: str, secret: str, limits: JanusLimits | None = None) -> None:
        self._url = url
        self._secrets = JanusSecrets(secret)
        self._limits = limits or JanusLimits()
        self._connection: JanusConnection | None = None
        self._ruler = 0
        self._opening = asyncio.Lock()
        self._stays: dict[str, JanusStay] = {}
        self._removed_at: dict[Place, float] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def join(self, place: Place, *, hidden: frozenset[str], listener: Listener) -> Participation:
        """See MediaBackend."""
        began = time.monotonic()
        connection = await self._open()
        await self._end_older(place)
        await self._make_room(place.room)
        participation = Participation(id=secrets.token_urlsafe(12), place=place)
        rights = Rights(self._secrets, place.room)
        stay = JanusStay(participation, hidden, listener, connection, rights, self._end)
        # Known before it is in: whoever is removed or cut off meanwhile goes with the rest.
        self._stays[participation.id] = stay
        try:
            await self._let_in(stay)
            if self._removed_at.get(place, 0.0) > began or participation.id not in self._stays:
                raise MediaError("refused")
        except BaseException:
            # Cancelled as well: nobody stays whom nobody knows of.
            self._stays.pop(participation.id, None)
            self._later(stay.detach())
            raise
        return participation

    async def _let_in(self, stay: JanusStay) -> None:
        place, entry = stay.stay.place, stay.rights.to_enter()
        await self._change_list(place.room, "add", entry["token"])
        try:
            try:
                await stay.enter(entry)
            except JanusRefused as error:
                if error.number != ID_EXISTS:
                    raise
                # Their older stay is another process's.
                await stay.detach()
                await self._kick(place)
                await stay.enter(entry)
        finally:
            # It opened once.
            self._later(self._change_list(place.room, "remove", entry["token"]))

    async def hide(self, stay: Participation, hidden: frozenset[str]) -> None:
        """See MediaBackend."""
        own = self._found(stay)
        own.hidden = hidden
        for other in self._in_room(stay.place.room):
            if seen := other.others.get(stay.place.person):
                seen.hidden = hidden
        await own.hide(hidden)
        await asyncio.gather(*(one.sync_now() for one in self._in_room(stay.place.room)))

    async def lighten(self, stay: Participation, *, is_light: bool) -> None:
        """See MediaBackend."""
        await self._found(stay).lighten(is_light=is_light)

    async def publish(self, stay: Participation, sdp: str) -> str:
        """See MediaBackend."""
        return await self._found(stay).publish(sdp)

    async def subscribe(self, stay: Participation) -> None:
        """See MediaBackend."""
        self._found(stay).subscribe()

    async def answer(self, stay: Participation, sdp: str, *, version: int) -> None:
        """See MediaBackend."""
        await self._found(stay).answer(sdp, version)

    async def trickle(self, stay: Participation, side: Side, candidate: Mapping[str, object] | None) -> None:
        """Do nothing: Janus is ICE-lite and follows none, so that nobody can point it at an address."""

    async def mute(self, place: Place, *, audio: bool | None = None, video: bool | None = None) -> None:
        """See MediaBackend."""
        stay = self._stay_of(place)
        if stay is not None and video is False and not stay.open[Kind.VIDEO]:
            self._require_space(stay)
        for kind, is_muted in ((Kind.AUDIO, audio), (Kind.VIDEO, video)):
            if is_muted is None:
                continue
            if stay is not None:
                await stay.let_through(kind, is_open=not is_muted)
            else:
                order = {"request": "moderate", "id": place.person, "mid": MIDS[kind], "mute": is_muted}
                await self._rule(place.room, order)

    def _require_space(self, stay: JanusStay) -> None:
        if sum(other.shows_picture for other in stay.others.values()) >= self._limits.pictures:
            raise MediaError("too_many_pictures")

    async def leave(self, stay: Participation) -> None:
        """See MediaBackend."""
        if (own := self._stays.pop(stay.id, None)) is not None:
            await own.detach()
            self._later(self._take_room_down(stay.place))

    async def remove(self, place: Place) -> None:
        """See MediaBackend."""
        now = time.monotonic()
        self._removed_at = {one: at for one, at in self._removed_at.items() if at > now - LONGEST_JOIN} | {place: now}
        await self._kick(place)
        for stay in self._in_room(place.room):
            if stay.stay.place == place:
                await self._end(stay, "removed")

    async def close(self, room: str) -> None:
        """See MediaBackend."""
        await self._rule(room, {"request": "destroy"})
        for stay in self._in_room(room):
            await self._end(stay, "closed")

    async def stats(self, room: str) -> Mapping[str, Mapping[str, int]]:
        """See MediaBackend; Janus counts packets for its administrators alone, and has none here."""
        try:
            answer = await self._order_ruler({"request": "listparticipants", "room": room})
        except JanusRefused:
            return {}
        return {one["id"]: {"publishes": int(one["publisher"])} for one in answer["participants"]}

    async def disconnect(self) -> None:
        """End what this process joined."""
        connection, self._connection = self._connection, None
        stays, self._stays = list(self._stays.values()), {}
        await asyncio.gather(*(stay.detach() for stay in stays), *self._tasks)
        if connection is not None:
            await connection.close()

    # --- what Janus is asked ----------------------------------------------------------------------------

    async def _open(self) -> JanusConnection:
        async with self._opening:
            if self._connection is None:
                connection = await JanusConnection.open(self._url, self._secrets.api, self._all_gone)
                # A handle that joins nothing: what a host may do is ordered through it.
                self._ruler = await connection.attach(self._secrets.for_handle(), _ignore)
                self._connection = connection
            return self._connection

    async def _order_ruler(self, order: Mapping[str, object]) -> Frame:
        return await (await self._open()).order(self._ruler, order)

    async def _rule(self, room: str, order: Mapping[str, object]) -> None:
        """Order what takes the room's secret; whoever is not there needs none of it."""
        try:
            await self._order_ruler({**order, **Rights(self._secrets, room).to_rule()})
        except JanusRefused as error:
            if error.number not in {NO_SUCH_ROOM, NO_SUCH_FEED}:
                raise

    async def _make_room(self, room: str) -> None:
        if not (await self._order_ruler({"request": "exists", "room": room}))["exists"]:
            order = {"request": "create", "room": room, "admin_key": self._secrets.create_rooms}
            order |= {"secret": self._secrets.of_room(room), "pin": self._secrets.pin_of(room)}
            try:
                await self._order_ruler(order | self._shape())
            except JanusRefused as error:
                if error.number != ROOM_EXISTS:  # Another process was quicker.
                    raise
        if len(await self.stats(room)) >= self._limits.people:
            raise MediaError("room_full")

    def _shape(self) -> dict[str, object]:
        return {
            "permanent": False,
            "description": "-",
            "is_private": True,
            "require_pvtid": True,
            "signed_tokens": True,
            "allowed": [],
            "record": False,
            "lock_record": True,
            "publishers": self._limits.people,
            "bitrate": self._limits.video_bits_per_second,
            "bitrate_cap": True,
            "audiocodec": "opus",
            "videocodec": "vp8",
            "audiolevel_ext": False,
        }

    async def _change_list(self, room: str, action: str, token: str) -> None:
        await self._rule(room, {"request": "allowed", "action": action, "allowed": [token]})

    async def _kick(self, place: Place) -> None:
        await self._rule(place.room, {"request": "kick", "id": place.person})

    async def _take_room_down(self, left: Place) -> None:
        """A room that nobody is in goes, once Janus no longer lists who left; whoever comes next has it made again."""
        there = await self.stats(left.room)
        until = time.monotonic() + LONGEST_LEAVING
        while left.person in there and time.monotonic() < until:
            await asyncio.sleep(0.1)
            there = await self.stats(left.room)
        if not there and not self._in_room(left.room):
            await self._rule(left.room, {"request": "destroy"})

    # --- whom this process has joined --------------------------------------------------------------------

    def _found(self, stay: Participation) -> JanusStay:
        own = self._stays.get(stay.id)
        if own is None:
            raise MediaError("unknown_stay")
        return own

    def _in_room(self, room: str) -> list[JanusStay]:
        return [stay for stay in self._stays.values() if stay.stay.place.room == room]

    def _stay_of(self, place: Place) -> JanusStay | None:
        return next((stay for stay in self._in_room(place.room) if stay.stay.place == place), None)

    async def _end_older(self, place: Place) -> None:
        while (older := self._stay_of(place)) is not None:
            self._stays.pop(older.stay.id)
            await older.detach()
            await older.listener(Gone("replaced"))

    async def _end(self, stay: JanusStay, reason: str) -> None:
        """Forget the stay, tell who asked for it, and end its connections; a second call is ignored.

        Janus's answer to that is read by whoever calls this, so it is not waited for.
        """
        if self._stays.pop(stay.stay.id, None) is not None:
            self._later(stay.detach())
            await stay.listener(Gone(reason))

    async def _all_gone(self) -> None:
        self._connection = None
        stays, self._stays = list(self._stays.values()), {}
        for stay in stays:
            self._later(stay.detach())
            await stay.listener(Gone("server_gone"))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_without_errors(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _without_errors(work: Coroutine[Any, Any, None]) -> None:
    with suppress(MediaError):
        await work


async def _ignore(_frame: Frame) -> None:
    """The ruling handle is in no room and is told nothing."""
