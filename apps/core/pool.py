"""The process's pool of database connections, after the database has ended some of them."""

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from psycopg import Error
from psycopg_pool import PoolTimeout

# What an end says of itself that the server decided (SQLSTATE 57P01 to 57P05); one that was cut off says nothing.
_ENDED = "57P"


def forget_pooled_connections() -> None:
    """What waits in the pool is closed and replaced: one connection died, so a restart has ended the others too.

    Not for a pool of which nothing is free: those in use are replaced too when they come back.

    Without this each dead one would cost somebody a failure before the pool is whole again. Asking each connection
    before it is used (`CONN_HEALTH_CHECKS`) was tried instead: while the database is away it made people wait 10 s.
    """
    if pool := getattr(connections[DEFAULT_DB_ALIAS], "pool", None):
        pool.drain()


def has_lost_connection(error: OperationalError | InterfaceError) -> bool:
    """Say whether the connection ended, and not what was asked over it: asking over a new one may help at once."""
    cause = error.__cause__
    if isinstance(cause, PoolTimeout):
        return False
    state = cause.sqlstate if isinstance(cause, Error) else None
    return state is None or state.startswith(_ENDED)
