"""How fast one socket may speak and how many sockets one person may have."""

import asyncio
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import redis
import structlog
from django.conf import settings
from redis import asyncio as redis_async
from redis.exceptions import RedisError

from apps.core.gathering import Gathering

log = structlog.get_logger(__name__)

SOCKET_LIMIT = 5  # a person's, chat and meetings together
PLACE_LASTS = 60  # seconds after which a place that was not renewed is free again
RENEWED_FOR = 20.0  # seconds in which nothing is renewed again


@dataclass(slots=True)
class Pace:
    """A bucket of frames: `burst` at once, then `per_second`."""

    burst: float = 100
    per_second: float = 20
    _left: float = field(default=-1.0)
    _at: float = field(default_factory=time.monotonic)

    def allows_one_more(self) -> bool:
        """Take one from the bucket, or say that it is empty: close with 4429."""
        now = time.monotonic()
        left = self.burst if self._left < 0 else min(self.burst, self._left + (now - self._at) * self.per_second)
        self._at, self._left = now, max(left - 1, 0.0)
        return left >= 1


class Places:
    """How many sockets each person has open, over all processes; per process alone while Redis is away."""

    def __init__(self) -> None:
        self._redis = redis_async.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
        self._own: dict[int, set[str]] = {}
        self._free_elsewhere = Gathering(self._are_free_elsewhere)
        self._renewed_at = -RENEWED_FOR

    async def take(self, user_id: int) -> str | None:
        """Return a place for one more socket, or None when the person has five: close with 4409."""
        own = self._own.setdefault(user_id, set())
        place = secrets.token_hex(8)
        if len(own) >= SOCKET_LIMIT:
            return None
        own.add(place)  # Before asking: many at once are counted here too.
        is_free = False
        try:
            is_free = await self._free_elsewhere.ask((user_id, place))
        finally:
            if not is_free:
                self._forget(user_id, place)
        return place if is_free else None

    async def give_back(self, user_id: int, place: str) -> None:
        """Free the place at once; without this it frees itself after a minute."""
        self._forget(user_id, place)
        try:
            await self._redis.zrem(_key(user_id), place)
        except (RedisError, OSError):
            log.info("place_not_given_back")

    def _forget(self, user_id: int, place: str) -> None:
        own = self._own.get(user_id, set())
        own.discard(place)
        if not own:
            self._own.pop(user_id, None)

    async def renew(self) -> None:
        """Keep the places of this process for another minute: call it at least every 30 s; oftener costs nothing."""
        if time.monotonic() - self._renewed_at < RENEWED_FOR:
            return
        until = time.time() + PLACE_LASTS
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for user_id, own in self._own.items():
                    pipe.zadd(_key(user_id), dict.fromkeys(own, until))
                    pipe.expire(_key(user_id), PLACE_LASTS * 2)
                await pipe.execute()
            self._renewed_at = time.monotonic()
        except (RedisError, OSError):
            log.info("places_not_renewed")

    async def _are_free_elsewhere(self, asked: list[tuple[int, str]]) -> list[bool]:
        now = time.time()
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                for user_id, place in asked:
                    pipe.zremrangebyscore(_key(user_id), 0, now)
                    pipe.zadd(_key(user_id), {place: now + PLACE_LASTS})
                    pipe.expire(_key(user_id), PLACE_LASTS * 2)
                    pipe.zcard(_key(user_id))
                counts = (await pipe.execute())[3::4]
            are_free = [bool(count <= SOCKET_LIMIT) for count in counts]
            for (user_id, place), is_free in zip(asked, are_free, strict=True):
                if not is_free:
                    await self._redis.zrem(_key(user_id), place)
        except (RedisError, OSError):
            return [True] * len(asked)
        return are_free


def with_open_sockets(user_ids: Iterable[int]) -> set[int]:
    """Return those of these people who have a socket open in any process; nobody while Redis is away. Synchronous."""
    wanted = sorted(user_ids)
    if not wanted:
        return set()
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as connection:
            pipe = connection.pipeline(transaction=False)
            for user_id in wanted:
                pipe.zcount(_key(user_id), time.time(), "+inf")
            counts = pipe.execute()
    except (RedisError, OSError):
        log.info("open_sockets_not_known")
        return set()
    return {user_id for user_id, count in zip(wanted, counts, strict=True) if count}


def _key(user_id: int) -> str:
    return f"sockets:{user_id}"


_places: WeakKeyDictionary[asyncio.AbstractEventLoop, Places] = WeakKeyDictionary()


def places() -> Places:
    """Return the count of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _places:
        _places[loop] = Places()
    return _places[loop]
