"""The one clock that all processes share: the database's."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the present moment by the database's clock, after every lock that is held now was taken.

    What decides who may see what is compared by it alone: a machine whose own clock is behind would date words before
    the block that hides them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [moment] = cursor.fetchone() or [None]
    assert isinstance(moment, datetime)  # noqa: S101 - for the type checker: the statement has one answer
    return moment
