"""The bytes between us and Redis, for what is said and heard with every message: redis-py connects, we read and write.

Its clients cost more than the words they carry: a task that wakes up for each payload, a pool and a retry around each
command. See docs/adr/0012.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from threading import Lock
from time import monotonic
from typing import Any, override

import hiredis
import redis
import structlog
from django.conf import settings
from redis import asyncio as redis_async
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)

QUIET_AFTER_FAILURE = 1.0  # seconds in which nothing is tried, so that a dead Redis does not slow every writer
GREETING = 4.0  # seconds for connecting and signing in

type Said = tuple[str, bytes]  # a topic and a payload


class Speaker:
    """The publishing connection of a process; after a failure it rests for a moment."""

    def __init__(self) -> None:
        pool: Any = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)
        ).connection_pool
        self._connection = pool.make_connection()
        self._lock = Lock()
        self._quiet_until = 0.0

    def say(self, said: Sequence[Said]) -> bool:
        """Publish all of it, in this order; False when Redis could not be reached."""
        with self._lock:
            if monotonic() < self._quiet_until:
                return False
            try:
                self._say_twice(said)
            except (RedisError, OSError):
                self._quiet_until = monotonic() + QUIET_AFTER_FAILURE
                log.warning("live_layer_unreachable")
                return False
            return True

    def _say_twice(self, said: Sequence[Said]) -> None:
        # A connection that died meanwhile is replaced once; what was heard already is a repeat, which is allowed.
        try:
            self._say(said)
        except (RedisError, OSError):
            self._say(said)

    def _say(self, said: Sequence[Said]) -> None:
        commands = [("PUBLISH", topic, payload) for topic, payload in said]
        try:
            self._connection.send_packed_command(self._connection.pack_commands(commands))
            for _one in said:
                self._connection.read_response()
        except BaseException:
            self._connection.disconnect()
            raise


class Wire(asyncio.Protocol):
    """A connection that hears: `take` gets each message as Redis sends it, in the turn of the loop in which it comes.

    `count` grows with whatever comes, `lost` is done when the connection is. Nothing here waits.
    """

    def __init__(self, transport: asyncio.Transport, take: Callable[[list[Any]], None]) -> None:
        self.count = 0
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._take = take
        self._reader = hiredis.Reader()
        self._transport = transport
        transport.set_protocol(self)

    def say(self, *words: str) -> None:
        """Send one command; its answer comes to `take` like everything else."""
        self._transport.write(hiredis.pack_command(words))  # type: ignore[arg-type]  # its stub knows one word alone

    @override
    def data_received(self, data: bytes) -> None:
        self.count += 1
        try:
            self._reader.feed(data)
            while (message := self._reader.gets()) is not False:
                self._take(message)
        except hiredis.ProtocolError:
            self._transport.abort()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)


@asynccontextmanager
async def hearing(take: Callable[[list[Any]], None]) -> AsyncIterator[Wire]:
    """Give a new wire for as long as the block lasts. Raises RedisError or OSError when Redis cannot be reached."""
    pool: Any = redis_async.Redis.from_url(
        settings.REDIS_URL, protocol=2, socket_timeout=None, socket_connect_timeout=2, retry=AsyncRetry(NoBackoff(), 0)
    ).connection_pool
    connection = pool.make_connection()
    try:
        # Signing in is not part of what `socket_connect_timeout` bounds: whoever takes connections and says nothing would
        # be listened to for ever.
        async with asyncio.timeout(GREETING):
            await connection.connect()
        yield Wire(connection._writer.transport, take)  # noqa: SLF001 - it has signed in, and has no other door
    finally:
        await connection.disconnect(nowait=True)
