"""PostgreSQL's advisory locks: who does the same thing at the same moment waits, where there is no row to lock."""

from django.db import connection


def one_at_a_time(what: int, which: int = 0) -> None:
    """Nobody else does this until the transaction ends; whoever wants to waits here.

    `what` (32 bits, a constant of the caller's) and `which` (any whole number, folded to 31 bits) name the lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::int, %s::int)", [what, which % 2**31])
