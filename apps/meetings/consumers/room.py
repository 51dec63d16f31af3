"""The socket `/ws/meetings/<id>/`: a meeting's live state, and the way to its sound and pictures.

Its state is in PostgreSQL. Events only say "look again"; every second and a half it looks anyway, so that whoever may
no longer be here is out, and a block works, within two seconds whatever else is down.
"""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from django.db import DatabaseError
from django.utils.translation import gettext
from psycopg import OperationalError

from apps.core.errors import DomainError, Invalid
from apps.core.realtime import events_of, user_topic
from apps.core.socket_limits import Pace, places
from apps.core.socket_sessions import Refused, SocketUser, authenticate
from apps.core.sockets import BadFrame, CloseCode, Receive, Scope, Send, in_database, read_frame
from apps.core.wording import in_words, speaking
from apps.meetings.chat_frames import ShownLines
from apps.meetings.consumers.media_work import MediaWork, leave_soon
from apps.meetings.consumers.rights import Ended, Rights
from apps.meetings.media import get_backend
from apps.meetings.media.base import MediaError
from apps.meetings.room_actions import ACTIONS
from apps.meetings.room_frames import Frame, error_frame, state_frame
from apps.meetings.room_media import MEDIA_ACTIONS, RoomMedia, place_of
from apps.meetings.services.live import LiveView, Standing, everybody_inside, hidden_memberships, read_live
from apps.meetings.services.reacting import EVENT as REACTION

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 1.5
TOUCH_EVERY_SECONDS = 5.0
RENEW_PLACE_EVERY_SECONDS = 20.0
LARGEST_BACKLOG = 200
STALL_SECONDS = 30.0  # one frame may take so long before the socket is given up


async def meeting_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one socket from its opening to its end."""
    await receive()
    await send({"type": "websocket.accept"})
    code: CloseCode | None = CloseCode.GOING_AWAY
    try:
        code = await MeetingSocket(scope["url_route"]["kwargs"]["meeting_id"], receive, send).run(scope)
    except* (OperationalError, DatabaseError):
        log.warning("meeting_socket_without_database")
    if code is not None:
        await send({"type": "websocket.close", "code": int(code)})


class MeetingSocket:
    """One browser in one meeting."""

    def __init__(self, meeting_id: str, receive: Receive, send: Send) -> None:
        self._meeting_id = meeting_id
        self._receive, self._send = receive, send
        self._outbox: asyncio.Queue[Frame] = asyncio.Queue()
        self._media = RoomMedia(self._say)
        self._media_work = MediaWork(self._say)
        self._to_follow: LiveView | None = None
        self._stale = asyncio.Event()
        self._shown: Frame = {}
        self._done_at: dict[str, float] = {}
        self._could_speak = False
        self._lines = ShownLines()
        self._hidden: frozenset[str] = frozenset()
        self._rights: Rights

    async def run(self, scope: Scope) -> CloseCode | None:
        """Return the code to close with, or None when the browser has gone by itself."""
        try:
            user = await authenticate(scope)
        except Refused as refused:
            return refused.code
        place = await places().take(user.user_id)
        if place is None:
            return CloseCode.TOO_MANY
        self._rights = Rights(self._meeting_id, user)
        try:
            with speaking(user.language):
                return await self._listen(user)
        finally:
            await places().give_back(user.user_id, place)

    async def _listen(self, user: SocketUser) -> CloseCode | None:
        # Subscribed first and looked at afterwards: what happens in between is not missed.
        async with (
            events_of(f"meeting.{self._meeting_id}") as of_meeting,
            events_of(user_topic(user.user_id)) as of_user,
        ):
            ended = Ended(None)
            try:
                await self._look(self._rights.claim)
                async with asyncio.TaskGroup() as tasks:
                    for work in (self._watch(of_meeting), self._watch(of_user), self._keep_looking()):
                        tasks.create_task(work)
                    tasks.create_task(self._media_work.run())
                    tasks.create_task(self._write())
                    tasks.create_task(self._read())
            except* Ended as group:
                ended = next(error for error in group.exceptions if isinstance(error, Ended))
            finally:
                await leave_soon(self._media)
                await self._rights.release()
            if ended.last is not None:
                await self._send(_as_event(ended.last))
            return ended.code

    # --- what is true now -----------------------------------------------------------------------------

    async def _watch(self, events: asyncio.Queue[dict[str, Any]]) -> None:
        while True:
            event = await events.get()
            if event.get("event") == REACTION:
                self._show_reaction(event)
            else:
                self._stale.set()

    def _show_reaction(self, event: dict[str, Any]) -> None:
        if self._shown.get("inside") and event["person"] not in self._hidden:
            self._say({"type": "reaction", "person": event["person"], "kind": event["kind"]})

    async def _keep_looking(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stale.wait(), LOOK_EVERY_SECONDS)
            self._stale.clear()
            await self._look(self._rights.standing)

    async def _look(self, find: Callable[[], Standing]) -> None:
        """Send what has changed, or end: the one place where rights are read and acted on."""
        await self._rights.require_session()
        view, frame, news = await self._rights.ask(lambda: self._read_state(find))
        if self._could_speak and not view.standing.may_speak:
            raise Ended(CloseCode.NOT_ALLOWED)
        self._could_speak = view.standing.may_speak
        self._follow_soon(view)
        if frame != self._shown:
            self._shown = frame
            # Clocks in browsers may be wrong: they count from this moment.
            self._say(frame | {"now": time.time()})
        for line in news:
            self._say(line)
        if self._is_time_for("renew", RENEW_PLACE_EVERY_SECONDS):
            await places().renew()

    def _read_state(self, find: Callable[[], Standing]) -> tuple[LiveView, Frame, list[Frame]]:
        standing = find()
        if self._is_time_for("touch", TOUCH_EVERY_SECONDS):
            self._rights.touch(standing)
        view = read_live(standing)
        self._hidden = view.hidden
        return view, state_frame(view), self._lines.news(view)

    def _is_time_for(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now - self._done_at.get(what, -seconds) < seconds:
            return False
        self._done_at[what] = now
        return True

    def _follow_soon(self, view: LiveView) -> None:
        is_asked_for = self._to_follow is not None
        self._to_follow = view
        if not is_asked_for:
            self._media_work.soon("media.send", self._follow)

    async def _follow(self) -> None:
        """Let sound and picture follow the latest look, however many there were since the one that asked for it."""
        view, self._to_follow = self._to_follow, None
        if view is None:
            return
        try:
            await self._media.follow(view.standing, view.hidden)
        except MediaError as error:
            if error.code == "too_many_pictures":
                await self._rights.give_up_picture(view.standing)
            raise

    # --- what the browser says ---------------------------------------------------------------------------

    async def _read(self) -> None:
        pace = Pace(burst=60, per_second=10)
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                raise Ended(None)
            if not pace.allows_one_more():
                raise Ended(CloseCode.TOO_FAST)
            try:
                await self._take(read_frame(event))
            except BadFrame as error:
                self._say(error_frame(error.code, gettext("That could not be read.")))

    async def _take(self, frame: Frame) -> None:
        name = frame["type"]
        try:
            if name == "ping":
                self._say({"type": "pong"})
            elif name in ACTIONS:
                await self._act(name, frame)
            elif name in MEDIA_ACTIONS:
                self._media_work.soon(name, lambda: self._take_media(name, frame))
            else:
                self._say(error_frame("unknown_type", gettext("That is not known here."), name))
        except Invalid as error:
            self._say(error_frame(error.code, gettext(error.sentence), name))

    async def _act(self, name: str, frame: Frame) -> None:
        await self._rights.require_session()

        def act() -> tuple[Standing, Frame | None]:
            standing = self._rights.standing()
            try:
                return standing, ACTIONS[name](standing, frame)
            except DomainError as error:
                return standing, error_frame(error.code, in_words(error), name)

        standing, answer = await self._rights.ask(act)
        if answer is not None:
            self._say(answer)
            if answer["type"] == "error":
                return
        self._media_work.soon(name, lambda: self._carry_out(name, frame, standing))
        self._stale.set()

    async def _carry_out(self, name: str, frame: Frame, standing: Standing) -> None:
        """Do at the media server, at once, what a host has decided; the other's own socket does it too."""
        backend = get_backend()
        if name == "seat.mute":
            await backend.mute(place_of(standing, frame["person"]), audio=True, video=True)
        elif name == "seat.remove":
            await backend.remove(place_of(standing, frame["person"]))
        elif name == "meeting.freeze":
            await self._silence(standing)
        elif name == "meeting.end":
            await backend.close(standing.meeting.public_id)

    async def _silence(self, standing: Standing) -> None:
        """Drop what everybody sends, at the server and at once, whatever process their socket lives in."""
        people = await in_database(everybody_inside, standing.meeting)
        stops = (get_backend().mute(place_of(standing, person), audio=True, video=True) for person in people)
        for outcome in await asyncio.gather(*stops, return_exceptions=True):
            if isinstance(outcome, MediaError):
                # Their own socket does it too, from the row.
                log.warning("media_silence_failed", reason=outcome.code)
            elif isinstance(outcome, BaseException):
                raise outcome

    async def _take_media(self, name: str, frame: Frame) -> None:
        await self._rights.require_session()
        standing = await self._rights.ask(self._rights.standing)
        if name == "media.light":
            await self._media.lighten(frame)
            return
        if not standing.is_inside:
            raise MediaError("not_joined")
        if name == "media.join":
            await self._media.join(standing, await in_database(hidden_memberships, standing))
        elif name == "media.publish":
            await self._media.publish(frame)
        elif name == "media.answer":
            await self._media.answer(frame)
        elif name == "media.candidate":
            await self._media.trickle(frame)

    # --- what it is told ---------------------------------------------------------------------------------

    def _say(self, frame: Frame) -> None:
        self._outbox.put_nowait(frame)

    async def _write(self) -> None:
        while True:
            frame = await self._outbox.get()
            if self._outbox.qsize() > LARGEST_BACKLOG:
                raise Ended(CloseCode.GOING_AWAY)
            try:
                await asyncio.wait_for(self._send(_as_event(frame)), STALL_SECONDS)
            except TimeoutError:  # Stalled: a close code would not be taken either.
                raise Ended(None) from None
            except OSError:
                return  # Gone. What it said last, perhaps that it leaves, is still read; then comes the disconnect.


def _as_event(frame: Frame) -> dict[str, Any]:
    return {"type": "websocket.send", "text": json.dumps(frame)}
