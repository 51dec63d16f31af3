"""Short questions to PostgreSQL from the event loop, without a thread: for what every socket asks."""

import asyncio
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

type Row = tuple[Any, ...]

_OURS = ("context", "cursor_factory", "pool", "server_side_binding", "prepare_threshold")
_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncConnectionPool] = WeakKeyDictionary()


async def fetch_all(sql: str, values: Sequence[object]) -> list[Row]:
    """Return the rows of one statement in a transaction of its own.

    A connection that died meanwhile is replaced once. Raises psycopg.OperationalError while the database is away
    (a pool without a free connection included).
    """
    pool = await _open_pool()
    try:
        return await _ask(pool, sql, values)
    except PoolTimeout:
        raise  # There was none to replace: waiting once more would only keep people waiting.
    except OperationalError:
        await pool.check()
        return await _ask(pool, sql, values)


async def _ask(pool: AsyncConnectionPool, sql: str, values: Sequence[object]) -> list[Row]:
    async with pool.connection() as connection:
        cursor = await connection.execute(sql, values)
        return await cursor.fetchall()


async def _open_pool() -> AsyncConnectionPool:
    loop = asyncio.get_running_loop()
    pool = _pools.get(loop)
    if pool is None:
        pool = _pools[loop] = _new_pool()
        await pool.open()
    return pool


def _new_pool() -> AsyncConnectionPool[AsyncConnection]:
    params = connections["default"].get_connection_params()
    params = {name: value for name, value in params.items() if name not in _OURS}
    return AsyncConnectionPool(
        kwargs=params | {"autocommit": True}, min_size=1, max_size=4, timeout=5, reconnect_timeout=5, open=False
    )
