"""Who opened a socket, asked from the event loop without a thread: half the cost of a storm of reconnects."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils.crypto import constant_time_compare
from psycopg import OperationalError

from apps.core.async_database import Row, fetch_all
from apps.core.gathering import Gathering
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


_AMONG = """
    SELECT u.id, s.session_key, u.password, {conditions},
        u.language, u.time_zone, u.is_staff OR u.is_safety_staff OR u.is_superuser
    FROM unnest(%s::text[], %s::bigint[]) AS asked (session_key, user_id)
    JOIN django_session s ON s.session_key = asked.session_key AND s.expire_date > now()
    JOIN {users} u ON u.id = asked.user_id AND u.is_active
"""
_SESSIONS = "SELECT session_key, session_data FROM django_session WHERE session_key = ANY(%s) AND expire_date > now()"


async def authenticate(scope: Scope) -> SocketUser:
    """Return who opened the socket, read from the session cookie without a thread.

    The session row, the account and the passphrase the session was made with are looked up: a session that was ended
    anywhere is no session. Raises Refused (SIGNED_OUT; NOT_ALLOWED for whoever owes a new yes to the terms), and
    psycopg.OperationalError while the database is away.
    """
    key = session_key_of(scope)
    kept = await _sessions.ask(key) if key else None
    if kept is None:
        raise Refused(CloseCode.SIGNED_OUT)
    return await _user_of(key, SessionStore().decode(kept))


async def refusal_of(user: SocketUser) -> CloseCode | None:
    """Return why the socket may not go on, or None while the session that opened it holds and nothing is owed."""
    return await _refusals.ask(user)


def refused_among(people: Collection[SocketUser]) -> dict[SocketUser, CloseCode]:
    """Return those whose sockets may not go on, with the reason, in one query. Synchronous."""
    with connection.cursor() as cursor:
        cursor.execute(*question_about(people))
        return refused_by(cursor.fetchall(), people)


def question_about(people: Collection[SocketUser]) -> tuple[str, list[Any]]:
    """Return the statement, and its values, whose rows `refused_by` judges: for whoever asks it together with others."""
    keys, users = [person.session_key for person in people], [person.user_id for person in people]
    return _asking_among(), [keys, users]


def refused_by(rows: Iterable[Sequence[Any]], people: Collection[SocketUser]) -> dict[SocketUser, CloseCode]:
    """Return those of these people whose sockets may not go on, by the rows of `question_about`."""
    found = {(row[0], row[1]): row for row in rows}
    judged = {person: _judged(found.get((person.user_id, person.session_key)), person.auth_hash) for person in people}
    return {person: code for person, code in judged.items() if code is not None}


def _judged(row: Sequence[Any] | None, auth_hash: str) -> CloseCode | None:
    if row is None or not constant_time_compare(_hash_of(row[2]), auth_hash):
        return CloseCode.SIGNED_OUT
    return None if row[3] else CloseCode.NOT_ALLOWED


async def _user_of(key: str, session: dict[str, Any]) -> SocketUser:
    pk, auth_hash = str(session.get(SESSION_KEY, "")), session.get(HASH_SESSION_KEY, "")
    row = await _accounts.ask((key, int(pk))) if pk.isdecimal() else None
    refusal = _judged(row, auth_hash)
    if row is None or refusal is CloseCode.SIGNED_OUT:
        raise Refused(CloseCode.SIGNED_OUT)
    user_id, _key, _password, _is_allowed, language, time_zone, reaches_others = row
    # Whoever can reach other people's affairs shows a second factor first, as on every page.
    if reaches_others and session.get(SECOND_FACTOR_SHOWN) != user_id:
        raise Refused(CloseCode.SIGNED_OUT)
    if refusal is not None:
        raise Refused(refusal)
    return SocketUser(user_id, key, auth_hash, language, time_zone)


async def _read_sessions(keys: list[str]) -> list[str | None]:
    found = {row[0]: row[1] for row in await fetch_all(_SESSIONS, [keys])}
    return [found.get(key) for key in keys]


async def _read_accounts(asked: list[tuple[str, int]]) -> list[Row | None]:
    rows = await fetch_all(_asking_among(), [[key for key, _user in asked], [user for _key, user in asked]])
    found = {(row[1], row[0]): row for row in rows}
    return [found.get(one) for one in asked]


async def _read_refusals(people: list[SocketUser]) -> list[CloseCode | None]:
    refused = refused_by(await fetch_all(*question_about(people)), people)
    return [refused.get(person) for person in people]


_sessions = Gathering(_read_sessions, shared=(OperationalError,))
_accounts = Gathering(_read_accounts, shared=(OperationalError,))
_refusals = Gathering(_read_refusals, shared=(OperationalError,))


@cache
def _asking_among() -> str:
    users = get_user_model()._meta.db_table  # noqa: SLF001 - how Django names it in its own documentation
    return _AMONG.format(users=users, conditions=" AND ".join(["TRUE", *conditions]))


@lru_cache(maxsize=4096)
def _hash_of(password: str) -> str:
    return str(get_user_model()(password=password).get_session_auth_hash())
