"""Who opened a socket, asked from the event loop without a thread: half the cost of a storm of reconnects."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils.crypto import constant_time_compare

from apps.core.async_database import fetch_one
from apps.core.session_keys import SECOND_FACTOR_SHOWN
from apps.core.sockets import Scope, session_key_of


@dataclass(frozen=True, slots=True)
class SocketUser:
    """The signed-in person behind a socket; never sent anywhere."""

    user_id: int
    session_key: str
    auth_hash: str
    language: str
    time_zone: str


_WHO = """
    SELECT u.id, u.password, u.language, u.time_zone, u.is_staff OR u.is_safety_staff OR u.is_superuser
    FROM django_session s JOIN {users} u ON u.id = %s
    WHERE s.session_key = %s AND s.expire_date > now() AND u.is_active
"""
_AMONG = """
    SELECT u.id, s.session_key, u.password
    FROM unnest(%s::text[], %s::bigint[]) AS asked (session_key, user_id)
    JOIN django_session s ON s.session_key = asked.session_key AND s.expire_date > now()
    JOIN {users} u ON u.id = asked.user_id AND u.is_active
"""
_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"


async def authenticate(scope: Scope) -> SocketUser | None:
    """Return who opened the socket, read from the session cookie without a thread, or None.

    The session row, the account and the passphrase the session was made with are looked up: a session that was ended
    anywhere is no session. Raises psycopg.OperationalError while the database is away.
    """
    key = session_key_of(scope)
    row = await fetch_one(_SESSION, key) if key else None
    if row is None:
        return None
    return await _user_of(key, SessionStore().decode(row[0]))


async def is_signed_in(user: SocketUser) -> bool:
    """Tell whether the session that opened the socket still holds now."""
    row = await fetch_one(_WHO.format(users=_users()), user.user_id, user.session_key)
    return row is not None and constant_time_compare(_hash_of(row[1]), user.auth_hash)


def signed_in_among(people: Collection[SocketUser]) -> set[SocketUser]:
    """Return those whose session still holds, in one query. Synchronous."""
    keys, users = [person.session_key for person in people], [person.user_id for person in people]
    with connection.cursor() as cursor:
        cursor.execute(_AMONG.format(users=_users()), [keys, users])
        passwords = {(row[0], row[1]): row[2] for row in cursor.fetchall()}
    return {
        person
        for person in people
        if (found := passwords.get((person.user_id, person.session_key))) and _hash_of(found) == person.auth_hash
    }


async def _user_of(key: str, session: dict[str, Any]) -> SocketUser | None:
    pk, auth_hash = str(session.get(SESSION_KEY, "")), session.get(HASH_SESSION_KEY, "")
    row = await fetch_one(_WHO.format(users=_users()), int(pk), key) if pk.isdecimal() else None
    if row is None or not constant_time_compare(_hash_of(row[1]), auth_hash):
        return None
    # Whoever can reach other people's affairs shows a second factor first, as on every page.
    if row[4] and session.get(SECOND_FACTOR_SHOWN) != row[0]:
        return None
    return SocketUser(row[0], key, auth_hash, row[2], row[3])


def _users() -> str:
    return get_user_model()._meta.db_table  # noqa: SLF001 - how Django names it in its own documentation


def _hash_of(password: str) -> str:
    return str(get_user_model()(password=password).get_session_auth_hash())
