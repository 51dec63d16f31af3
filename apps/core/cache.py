"""A cache that outlives its server: while Redis is away, each process remembers for itself."""

from typing import Any

import structlog
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

_OPERATIONS = (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
)


class ResilientRedisCache(BaseCache):
    """Redis, and per-process memory while Redis does not answer: rate limits grow lax but never fall away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {"socket_timeout": 1, "socket_connect_timeout": 1} | params.get("OPTIONS", {})
        self._shared = RedisCache(server, params | {"OPTIONS": options})
        self._own = LocMemCache("resilient", params)

    def _call(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(self._shared, operation)(*args, **kwargs)
        except RedisError:
            log.warning("cache_unreachable", operation=operation)
            return getattr(self._own, operation)(*args, **kwargs)


def _forwarding(operation: str) -> Any:
    def forward(self: ResilientRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._call(operation, *args, **kwargs)

    forward.__name__ = operation
    return forward


for _operation in _OPERATIONS:
    setattr(ResilientRedisCache, _operation, _forwarding(_operation))
