"""The one door to the live layer: a hint that may be lost, repeated or late; the rows are the truth.

Services publish; sockets listen. Each web process holds one Redis connection for everything it listens to.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import redis
import structlog
from django.conf import settings
from django.db import transaction
from redis import asyncio as redis_async
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)

type Event = dict[str, Any]
type Callback = Callable[[bytes], None]

PREFIX = "beside:"
QUIET_AFTER_FAILURE = 1.0  # seconds in which nothing is tried, so that a dead Redis does not slow every writer
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


def tell_topic(topic: str, event: str, **details: Any) -> None:
    """After commit, send a rare control event to everyone who listens to the topic."""
    payload = json.dumps({"event": event, **details}).encode()
    transaction.on_commit(lambda: publish(topic, payload), robust=True)


class _Speaker:
    """The publishing connection of a process; after a failure it rests for a moment."""

    def __init__(self) -> None:
        self._redis = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 1)
        )
        self._quiet_until = 0.0

    def say(self, topic: str, payload: bytes) -> bool:
        if monotonic() < self._quiet_until:
            return False
        try:
            self._redis.publish(PREFIX + topic, payload)
        except (RedisError, OSError):
            self._quiet_until = monotonic() + QUIET_AFTER_FAILURE
            log.warning("live_layer_unreachable")
            return False
        return True


@cache
def _speaker() -> _Speaker:
    return _Speaker()


def publish(topic: str, payload: bytes) -> bool:
    """Send the payload to everyone who listens to the topic now; False when the live layer could not be reached.

    Call it after commit: a listener looks into the database at once.
    """
    return _speaker().say(topic, payload)


# --- listening: from sockets ----------------------------------------------------------------------------


class Listener:
    """One Redis subscription connection for all topics of a process; reconnects for ever.

    Callbacks run on the event loop and must neither block nor raise. What is published while the connection is down
    is lost: `is_connected` says so, `on_loss` and `on_reconnect` are called when it goes and when it is back.
    """

    def __init__(self) -> None:
        self.is_connected = False
        self.on_reconnect: list[Callable[[], None]] = []
        self.on_loss: list[Callable[[], None]] = []
        self._callbacks: dict[str, list[Callback]] = {}
        self._confirmed: dict[str, asyncio.Event] = {}
        self._pubsub: PubSub | None = None
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
        if is_new and self._pubsub is not None:
            try:
                async with asyncio.timeout(CONFIRMATION):
                    await self._pubsub.subscribe(PREFIX + topic)
            except (TimeoutError, RedisError, OSError):
                return False
        return await self.confirmed(topic)

    async def confirmed(self, topic: str) -> bool:
        """Wait until Redis has confirmed the topic's subscription; False after 2 s, or at once when Redis is away."""
        confirmed = self._confirmed[topic]
        # Right after a start the connection is still being made; later "not connected" means that Redis is away.
        if self._has_failed and not self.is_connected:
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
        if self._pubsub is not None:
            try:
                async with asyncio.timeout(CONFIRMATION):
                    await self._pubsub.unsubscribe(PREFIX + topic)
            except (TimeoutError, RedisError, OSError):
                log.info("unsubscribe_failed")  # A payload for nobody is dropped in `_take`.

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
        self.is_connected, self._pubsub = False, None
        for confirmed in self._confirmed.values():
            confirmed.clear()

    async def _listen(self) -> None:
        client = redis_async.Redis.from_url(
            settings.REDIS_URL, socket_timeout=None, socket_connect_timeout=2, retry=AsyncRetry(NoBackoff(), 0)
        )
        async with client, client.pubsub() as pubsub:
            # A topic of no meaning keeps the connection subscribed while nobody listens to anything.
            await pubsub.subscribe(PREFIX, *(PREFIX + topic for topic in self._callbacks))
            self._pubsub, self.is_connected = pubsub, True
            # What was added while the first line was under way.
            if late := {PREFIX + topic for topic in self._callbacks} - {name.decode() for name in pubsub.channels}:
                await pubsub.subscribe(*late)
            for told in self.on_reconnect:
                told()
            await self._read(pubsub)

    async def _read(self, pubsub: PubSub) -> None:
        is_asked = False
        while True:
            message = await pubsub.get_message(timeout=SILENCE)
            if message is not None:
                is_asked = False
                self._take(message)
            elif is_asked:
                raise redis.exceptions.ConnectionError
            else:
                is_asked = True
                await pubsub.ping()

    def _take(self, message: dict[str, Any]) -> None:
        topic = (message["channel"] or b"").decode().removeprefix(PREFIX)
        if message["type"] == "subscribe" and topic in self._confirmed:
            self._confirmed[topic].set()
        elif message["type"] == "message":
            for callback in tuple(self._callbacks.get(topic, ())):
                callback(message["data"])


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
