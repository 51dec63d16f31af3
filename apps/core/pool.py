"""The process's pool of database connections, after the database has ended some of them."""

from django.db import DEFAULT_DB_ALIAS, connections


def forget_pooled_connections() -> None:
    """What waits in the pool is closed and replaced: one connection died, so a restart has ended the others too.

    Without this each dead one would cost somebody a failure before the pool is whole again. Asking each connection
    before it is used (`CONN_HEALTH_CHECKS`) was tried instead: while the database is away it made people wait 10 s.
    """
    if pool := getattr(connections[DEFAULT_DB_ALIAS], "pool", None):
        pool.drain()
