"""The one door to the live layer: a hint that may be lost, repeated or late; the rows are the truth.

Services publish; sockets listen. Each web process holds one Redis connection for everything it listens to.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import redis
import structlog
from django.db import transaction
from redis.exceptions import RedisError

from apps.core.live_wire import Said, Speaker, Wire, hearing

log = structlog.get_logger(__name__)

type Event = dict[str, Any]
type Callback = Callable[[bytes], None]

PREFIX = "beside:"
PAUSE_BEFORE_RETRY = 1.0
SILENCE = 5.0  # seconds without a word after which the connection is asked whether it lives
CONFIRMATION = 2.0


# --- speaking: from services, after commit -------------------------------------------------------------


def user_topic(user_id: int) -> str:
    """Return the control topic that every socket of a person listens to."""
    return f"user.{user_id}"


def tell_user(user_id: int, event: str, **details: str | int) -> None:
    """After commit, tell every socket of this person that something about them changed.

    Events: `access.changed` (group: public id), `session.ended`, `notice`. The receiver reads the rows again: an
    event says where to look, never what is true.
    """
    tell_topic(user_topic(user_id), event, **details)


def tell_users(user_ids: Iterable[int], event: str) -> None:
    """Do as `tell_user` for many people, with one word to Redis."""
    payload = json.dumps({"event": event}).encode()
    said = [(user_topic(user_id), payload) for user_id in user_ids]
    transaction.on_commit(lambda: publish_all(said), robust=True)


def tell_topic(topic: str, event: str, **details: Any) -> None:
    """After commit, send a rare control event to everyone who listens to the topic."""
    payload = json.dumps({"event": event, **details}).encode()
    transaction.on_commit(lambda: publish(topic, payload), robust=True)


@cache
def _speaker() -> Speaker:
    return Speaker()


def publish(topic: str, payload: bytes) -> bool:
    """Send the payload to everyone who listens to the topic now; False when the live layer could not be reached.

    Call it after commit: a listener looks into the database at once.
    """
    return publish_all([(topic, payload)])


def publish_all(said: Sequence[Said]) -> bool:
    """Do as `publish` for many payloads, in this order, with one word to Redis."""
    return _speaker().say([(PREFIX + topic, payload) for topic, payload in said]) if said else True


# --- listening: from sockets ----------------------------------------------------------------------------


class Listener:
    """One Redis subscription connection for all topics of a process; reconnects for ever.

    Callbacks run on the event loop and must not block. What is published while the connection is down is lost:
    `is_connected` says so, `on_loss` and `on_reconnect` are called when it goes and when every topic is heard again.
    """

    def __init__(self) -> None:
        self.is_connected = False
        self.on_reconnect: list[Callable[[], None]] = []
        self.on_loss: list[Callable[[], None]] = []
        self._callbacks: dict[str, list[Callback]] = {}
        self._confirmed: dict[str, asyncio.Event] = {}
        self._wire: Wire | None = None
        self._task: asyncio.Task[None] | None = None
        self._has_failed = False

    async def add(self, topic: str, callback: Callback) -> bool:
        """Call `callback` with every payload of the topic; True once Redis has confirmed the subscription.

        False after 2 s without an answer; the subscription then begins when Redis is back.
        """
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        is_new = topic not in self._callbacks
        self._callbacks.setdefault(topic, []).append(callback)
        self._confirmed.setdefault(topic, asyncio.Event())
        if is_new and self._wire is not None:
            self._wire.say("SUBSCRIBE", PREFIX + topic)
        return await self.confirmed(topic)

    async def confirmed(self, topic: str) -> bool:
        """Wait until Redis has confirmed the topic's subscription; False after 2 s, or at once when Redis is away."""
        confirmed = self._confirmed[topic]
        # Right after a start the connection is still being made; later "not connected" means that Redis is away.
        if self._has_failed and self._wire is None:
            return False
        try:
            async with asyncio.timeout(CONFIRMATION):
                await confirmed.wait()
        except TimeoutError:
            return False
        return True

    async def remove(self, topic: str, callback: Callback) -> None:
        """Stop calling `callback`; the topic's last callback ends the subscription."""
        callbacks = self._callbacks.get(topic, [])
        if callback in callbacks:
            callbacks.remove(callback)
        if callbacks or topic not in self._callbacks:
            return
        del self._callbacks[topic]
        self._confirmed.pop(topic, None)
        if self._wire is not None:
            self._wire.say("UNSUBSCRIBE", PREFIX + topic)

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (RedisError, OSError):
                log.warning("live_layer_lost")
                self._has_failed = True
            self._forget_connection()
            await asyncio.sleep(PAUSE_BEFORE_RETRY)

    def _forget_connection(self) -> None:
        if self.is_connected:
            for told in self.on_loss:
                told()
        self.is_connected, self._wire = False, None
        for confirmed in self._confirmed.values():
            confirmed.clear()

    async def _listen(self) -> None:
        async with hearing(self._take) as wire:
            # A topic of no meaning keeps the connection subscribed while nobody listens to anything.
            wire.say("SUBSCRIBE", PREFIX, *(PREFIX + topic for topic in self._callbacks))
            self._wire = wire
            await self._watch(wire)

    async def _watch(self, wire: Wire) -> None:
        is_asked = False
        while True:
            heard = wire.count
            await asyncio.wait([wire.lost], timeout=SILENCE)
            if wire.lost.done() or (is_asked and wire.count == heard):
                raise redis.exceptions.ConnectionError
            is_asked = wire.count == heard
            if is_asked:
                wire.say("PING")

    def _take(self, message: list[Any]) -> None:
        # ["message", topic, payload], ["subscribe", topic, count], ["pong", ""] …
        kind, topic = message[0], message[1].decode().removeprefix(PREFIX)
        if kind == b"message":
            for callback in tuple(self._callbacks.get(topic, ())):
                _call(callback, message[2])
        elif kind == b"subscribe" and topic in self._confirmed:
            self._confirmed[topic].set()
        elif kind == b"subscribe" and not topic:
            # Redis takes up all topics of one command before it says so of the first: whoever looks now misses nothing.
            self.is_connected = True
            for told in self.on_reconnect:
                told()


def _call(callback: Callback, payload: bytes) -> None:
    try:
        callback(payload)
    except Exception:  # a process of another release may say what this one does not understand
        # Raised into the connection it would end it, and with it what everybody else is told.
        log.exception("payload_not_understood")


_listeners: WeakKeyDictionary[asyncio.AbstractEventLoop, Listener] = WeakKeyDictionary()


def listener() -> Listener:
    """Return the listener of the running event loop."""
    return _listeners.setdefault(asyncio.get_running_loop(), Listener())


@asynccontextmanager
async def events_of(topic: str) -> AsyncIterator[asyncio.Queue[Event]]:
    """Give a queue that receives the topic's control events (`{"event": …, …}`) for as long as the block lasts.

    >>> async with events_of(user_topic(user_id)) as events:
    ...     event = await events.get()
    """
    queue: asyncio.Queue[Event] = asyncio.Queue()

    def take(payload: bytes) -> None:
        queue.put_nowait(json.loads(payload))

    try:
        await listener().add(topic, take)
        yield queue
    finally:
        await listener().remove(topic, take)
