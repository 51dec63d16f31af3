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

log = structlog.get_logger(__name__)

SOCKET_LIMIT = 5  # a person's, chat and meetings together
PLACE_LASTS = 60  # seconds after which a place that was not renewed is free again


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

    async def take(self, user_id: int) -> str | None:
        """Return a place for one more socket, or None when the person has five: close with 4409."""
        own = self._own.setdefault(user_id, set())
        place = secrets.token_hex(8)
        if len(own) >= SOCKET_LIMIT:
            return None
        own.add(place)  # Before asking: many at once are counted here too.
        is_free = False
        try:
            is_free = await self._is_free_elsewhere(user_id, place)
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
        """Keep the places of this process for another minute: call it at least every 30 s."""
        until = time.time() + PLACE_LASTS
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for user_id, own in self._own.items():
                    pipe.zadd(_key(user_id), dict.fromkeys(own, until))
                    pipe.expire(_key(user_id), PLACE_LASTS * 2)
                await pipe.execute()
        except (RedisError, OSError):
            log.info("places_not_renewed")

    async def _is_free_elsewhere(self, user_id: int, place: str) -> bool:
        key, now = _key(user_id), time.time()
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.zremrangebyscore(key, 0, now)
                pipe.zadd(key, {place: now + PLACE_LASTS})
                pipe.expire(key, PLACE_LASTS * 2)
                pipe.zcard(key)
                count = (await pipe.execute())[-1]
            if count > SOCKET_LIMIT:
                await self._redis.zrem(key, place)
        except (RedisError, OSError):
            return True
        return bool(count <= SOCKET_LIMIT)


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
