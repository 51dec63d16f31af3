"""The socket `/ws/`: one a tab. docs/socket-protocol.md says what goes in and out."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import structlog
from django.db import DatabaseError, InterfaceError
from django.db import OperationalError as DatabaseLost
from psycopg import OperationalError

from apps.core.errors import DomainError, Invalid, NotFound
from apps.core.gathering import Gathering
from apps.core.realtime import events_of, user_topic
from apps.core.socket_limits import Pace, places
from apps.core.socket_sessions import Refused, SocketUser, authenticate, refusal_of
from apps.core.sockets import BadFrame, CloseCode, Event, Receive, Scope, Send, read_database, read_frame
from apps.core.transport import Line, line_of
from apps.core.wording import speaking
from apps.messaging.consumers.hints import tell_typing
from apps.messaging.consumers.hub import Seat, room_hub
from apps.messaging.consumers.incoming import counter_of, draft_of, room_of
from apps.messaging.consumers.outbox import Outbox
from apps.messaging.consumers.outgoing import error_frame, sent_frame
from apps.messaging.consumers.pulse import open_sockets, start_beating
from apps.messaging.consumers.writer import writer
from apps.messaging.errors import Unavailable, UnknownType, Unreadable
from apps.messaging.rules.viewing import View
from apps.messaging.services.announcing import frame
from apps.messaging.services.opening import Asked, Opening, may_write, read_openings, read_personal
from apps.messaging.services.posting import Outcome, Posted
from apps.messaging.services.reactions import read_own_answers
from apps.messaging.services.viewing import view_in_room

log = structlog.get_logger(__name__)

MOST_ROOMS = 20
RETRY = 0.5  # seconds until an event is heeded again that came while the database was away
# From the event loop psycopg's own error comes, from threads Django's.
DATABASE_AWAY = (OperationalError, DatabaseError, InterfaceError)


async def _read_openings(asked: list[Asked]) -> list[Opening | NotFound]:
    return await read_database(read_openings, asked)


openings = Gathering(_read_openings, shared=(DatabaseLost, InterfaceError))


async def chat_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one socket from its opening to its end (an ASGI application)."""
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    try:
        user = await authenticate(scope)
    except OperationalError:
        await send({"type": "websocket.close", "code": CloseCode.GOING_AWAY})
        return
    except Refused as refused:
        await send({"type": "websocket.close", "code": refused.code})
        return
    place = await places().take(user.user_id)
    if place is None:
        await send({"type": "websocket.close", "code": CloseCode.TOO_MANY})
        return
    try:
        with speaking(user.language):
            await ChatSocket(user, receive, send, line_of(scope)).serve()
    except OperationalError:
        # It went away between two questions about who this is; nothing has been listened to yet.
        await send({"type": "websocket.close", "code": CloseCode.GOING_AWAY})
    finally:
        await places().give_back(user.user_id, place)


class ChatSocket:
    """One tab of one signed-in person: a reader, a sender, and the rooms that are open in it."""

    def __init__(self, user: SocketUser, receive: Receive, send: Send, line: Line | None = None) -> None:
        self.user = user
        self.seats: dict[str, Seat] = {}
        self.outbox = Outbox(send, self._ask_to_catch_up, line)
        self._receive = receive
        self._pace = Pace()
        self._hub = room_hub()
        self._readings: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Listen to what concerns the person, look again whether they are signed in, then read and send."""
        async with events_of(user_topic(self.user.user_id)) as events:
            await self._may_stay()
            open_sockets().add(self)
            start_beating()
            tasks = [asyncio.create_task(part) for part in (self._read(), self._heed(events), self.outbox.run())]
            try:
                done, _rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    with suppress(TimeoutError, OSError):  # The reader stalled or is gone.
                        task.result()
            finally:
                await self._end(tasks)

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        open_sockets().discard(self)
        for task in (*tasks, *self._readings):
            task.cancel()
        for seat in self.seats.values():
            await self._hub.leave(seat)

    # --- coming in ---

    async def _read(self) -> None:
        while (event := await self._receive())["type"] == "websocket.receive":
            if not self._pace.allows_one_more():
                self.outbox.finish(CloseCode.TOO_FAST)
                return await asyncio.Event().wait()  # type: ignore[return-value]  # until the sender has closed
            await self._take(event)
        return None

    async def _take(self, event: Event) -> None:
        received: Event = {}
        try:
            received = read_frame(event)
            await self._answer(received)
        except BadFrame:
            self._tell_error(Unreadable(), received)
        except DomainError as error:
            self._tell_error(error, received)
        except DATABASE_AWAY as error:
            log.warning("frame_not_answered", error=type(error).__name__)
            self._tell_error(Unavailable(), received)

    async def _answer(self, received: Event) -> None:
        if received["type"] == "ping":
            self.outbox.put('{"type":"pong"}')
            return
        answer = ANSWERS.get(received["type"])
        if answer is None:
            raise UnknownType
        # Words are kept together with the question whether their speaker may stay.
        if answer is ChatSocket.send_message or await self._may_stay():
            await answer(self, received)

    async def open_room(self, received: Event) -> None:
        """Listen to the room, with what was missed first."""
        room_id, after = room_of(received), counter_of(received)
        await self._leave(room_id)
        if len(self.seats) >= MOST_ROOMS:
            raise Invalid
        seat = self.seats[room_id] = Seat(room_id, self.user.user_id, self.outbox, self._read_personally)
        # Subscribe, then read: what is said in between waits at the seat.
        await self._hub.join(seat)
        try:
            opening = await self._read_opening(seat, after)
        except BaseException:
            await self._leave(room_id)
            raise
        for text in opening.frames:
            self.outbox.put(text)
        seat.release(opening.view, after=opening.change)
        self._hub.place(seat)

    async def _read_opening(self, seat: Seat, after: int | None) -> Opening:
        # What is read may be older than an event that comes before the reading is back.
        while True:
            seat.is_stale = False
            asked = Asked(self.user.user_id, seat.room_id, after, self.user.language)
            opening = await openings.ask(asked)
            if isinstance(opening, NotFound):
                raise opening
            if not seat.is_stale:
                return opening

    async def close_room(self, received: Event) -> None:
        """Stop listening to the room."""
        await self._leave(room_of(received))

    async def _leave(self, room_id: str) -> None:
        if seat := self.seats.pop(room_id, None):
            await self._hub.leave(seat)

    async def send_message(self, received: Event) -> None:
        """Hand the words to the writer; the answer comes after the commit."""
        writer().write(draft_of(received, self.user), partial(self._tell_outcome, received))

    def _tell_outcome(self, received: Event, outcome: Outcome) -> None:
        if isinstance(outcome, Refused):
            self.outbox.finish(outcome.code)
        elif isinstance(outcome, Posted):
            self.outbox.put(sent_frame(outcome.message, received))
        else:
            self._tell_error(outcome, received)

    def _tell_error(self, error: DomainError, received: Event) -> None:
        self.outbox.put(error_frame(error, received, self.user))

    # --- what concerns the person ---

    async def _heed(self, events: asyncio.Queue[Event]) -> None:
        while True:
            event = await events.get()
            try:
                await self._heed_one(event)
            except DATABASE_AWAY:
                log.warning("event_not_heeded", change=event["event"])
                events.put_nowait(event)
                await asyncio.sleep(RETRY)

    async def _heed_one(self, event: Event) -> None:
        if event["event"] == "access.changed":
            for seat in tuple(self.seats.values()):
                await self._look_again(seat)
        elif event["event"] == "session.ended":
            await self._may_stay()
        elif event["event"] == "notice":
            self.outbox.put('{"type":"notice"}')
        elif event["event"] == "reaction.mine" and event["room"] in self.seats:
            self.outbox.put(await read_database(read_own_answers, self.user.user_id, event["room"], event["message"]))

    def _read_personally(self, seat: Seat, change: int) -> None:
        task = asyncio.create_task(self._send_personally(seat, change))
        self._readings.add(task)
        task.add_done_callback(self._readings.discard)

    async def _send_personally(self, seat: Seat, change: int) -> None:
        """Send what this one person sees of a change that concerns somebody, or a word, they do not meet."""
        try:
            self.outbox.put(await read_database(read_personal, self.user.user_id, seat.room_id, change))
        except NotFound:
            self.outbox.finish(CloseCode.NOT_ALLOWED)
        except DATABASE_AWAY:
            self.outbox.put(frame("room.resync", room=seat.room_id, from_start=False))
        finally:
            self._go_on(seat)

    async def _look_again(self, seat: Seat) -> None:
        if seat.view is None:
            seat.is_stale = True  # It is being opened: the database is asked once more.
            return
        seat.hold()
        self._hub.place(seat)
        try:
            self.apply(seat, await read_database(view_in_room, self.user.user_id, seat.room_id))
        finally:
            self._go_on(seat)

    def _go_on(self, seat: Seat) -> None:
        if seat.view is not None:
            seat.release(seat.view)
            self._hub.place(seat)

    def apply(self, seat: Seat, view: View | None) -> None:
        """Act on what the person sees of the room now: nothing more at all, anew, or with a closed composer."""
        old = seat.view
        if view is None:
            self.outbox.finish(CloseCode.NOT_ALLOWED)
        elif old is not None and view != old:
            seat.view = view
            self._hub.place(seat)
            if view.is_told_otherwise(old):
                self._tell_writing(seat, view)
            if view.is_seen_anew(old):
                self.outbox.put(frame("room.resync", room=seat.room_id, from_start=True))

    def _tell_writing(self, seat: Seat, view: View) -> None:
        with speaking(self.user.language):
            self.outbox.put(frame("room.writing", room=seat.room_id, **may_write(view, self.user.time_zone)))

    def _ask_to_catch_up(self) -> None:
        for room_id in self.seats:
            self.outbox.put(frame("room.resync", room=room_id, from_start=False))

    async def _may_stay(self) -> bool:
        refusal = await refusal_of(self.user)
        if refusal is not None:
            self.outbox.finish(refusal)
        return refusal is None


ANSWERS: dict[str, Callable[[ChatSocket, Event], Awaitable[None]]] = {
    "room.open": ChatSocket.open_room,
    "room.close": ChatSocket.close_room,
    "message.send": ChatSocket.send_message,
    "typing": tell_typing,
}
