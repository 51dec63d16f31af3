"""Who opened a socket, asked from the event loop without a thread: half the cost of a storm of reconnects."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils.crypto import constant_time_compare

from apps.core.async_database import fetch_one
from apps.core.session_keys import SECOND_FACTOR_SHOWN
from apps.core.sockets import CloseCode, Scope, session_key_of

# SQL about the account `u` that must be true beside a session that holds, or the socket is NOT_ALLOWED: what pages
# ask for at their door. Append to it in `AppConfig.ready`.
conditions: list[str] = []


class Refused(Exception):
    """Nobody may open this socket, for the reason that `code` tells."""

    def __init__(self, code: CloseCode) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class SocketUser:
    """The signed-in person behind a socket; never sent anywhere."""

    user_id: int
    session_key: str
    auth_hash: str
    language: str
    time_zone: str


_WHO = """
    SELECT u.id, u.password, u.language, u.time_zone, u.is_staff OR u.is_safety_staff OR u.is_superuser, {conditions}
    FROM django_session s JOIN {users} u ON u.id = %s
    WHERE s.session_key = %s AND s.expire_date > now() AND u.is_active
"""
_AMONG = """
    SELECT u.id, s.session_key, u.password, {conditions}
    FROM unnest(%s::text[], %s::bigint[]) AS asked (session_key, user_id)
    JOIN django_session s ON s.session_key = asked.session_key AND s.expire_date > now()
    JOIN {users} u ON u.id = asked.user_id AND u.is_active
"""
_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"


async def authenticate(scope: Scope) -> SocketUser:
    """Return who opened the socket, read from the session cookie without a thread.

    The session row, the account and the passphrase the session was made with are looked up: a session that was ended
    anywhere is no session. Raises Refused (SIGNED_OUT; NOT_ALLOWED for whoever owes a new yes to the terms), and
    psycopg.OperationalError while the database is away.
    """
    key = session_key_of(scope)
    row = await fetch_one(_SESSION, key) if key else None
    if row is None:
        raise Refused(CloseCode.SIGNED_OUT)
    return await _user_of(key, SessionStore().decode(row[0]))


async def refusal_of(user: SocketUser) -> CloseCode | None:
    """Return why the socket may not go on, or None while the session that opened it holds and nothing is owed."""
    row = await fetch_one(_asking(_WHO), user.user_id, user.session_key)
    if row is None or not constant_time_compare(_hash_of(row[1]), user.auth_hash):
        return CloseCode.SIGNED_OUT
    return None if row[5] else CloseCode.NOT_ALLOWED


def refused_among(people: Collection[SocketUser]) -> dict[SocketUser, CloseCode]:
    """Return those whose sockets may not go on, with the reason, in one query. Synchronous."""
    with connection.cursor() as cursor:
        cursor.execute(*question_about(people))
        return refused_by(cursor.fetchall(), people)


def question_about(people: Collection[SocketUser]) -> tuple[str, list[Any]]:
    """Return the statement, and its values, whose rows `refused_by` judges: for whoever asks it together with others."""
    keys, users = [person.session_key for person in people], [person.user_id for person in people]
    return _asking(_AMONG), [keys, users]


def refused_by(rows: Iterable[Sequence[Any]], people: Collection[SocketUser]) -> dict[SocketUser, CloseCode]:
    """Return those of these people whose sockets may not go on, by the rows of `question_about`."""
    found = {(user_id, key): (password, is_allowed) for user_id, key, password, is_allowed in rows}
    refused = {}
    for person in people:
        password, is_allowed = found.get((person.user_id, person.session_key), ("", False))
        if not password or not constant_time_compare(_hash_of(password), person.auth_hash):
            refused[person] = CloseCode.SIGNED_OUT
        elif not is_allowed:
            refused[person] = CloseCode.NOT_ALLOWED
    return refused


async def _user_of(key: str, session: dict[str, Any]) -> SocketUser:
    pk, auth_hash = str(session.get(SESSION_KEY, "")), session.get(HASH_SESSION_KEY, "")
    row = await fetch_one(_asking(_WHO), int(pk), key) if pk.isdecimal() else None
    if row is None or not constant_time_compare(_hash_of(row[1]), auth_hash):
        raise Refused(CloseCode.SIGNED_OUT)
    # Whoever can reach other people's affairs shows a second factor first, as on every page.
    if row[4] and session.get(SECOND_FACTOR_SHOWN) != row[0]:
        raise Refused(CloseCode.SIGNED_OUT)
    if not row[5]:
        raise Refused(CloseCode.NOT_ALLOWED)
    return SocketUser(row[0], key, auth_hash, row[2], row[3])


@cache
def _asking(sql: str) -> str:
    users = get_user_model()._meta.db_table  # noqa: SLF001 - how Django names it in its own documentation
    return sql.format(users=users, conditions=" AND ".join(["TRUE", *conditions]))


@lru_cache(maxsize=4096)
def _hash_of(password: str) -> str:
    return str(get_user_model()(password=password).get_session_auth_hash())
