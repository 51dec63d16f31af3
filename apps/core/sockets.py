"""What every socket begins with and holds to: who opened it, what may come in, and how it ends.

Origins are checked before this, by `OriginValidator` in `config/routing.py`.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.http import parse_cookie
from django.utils.crypto import constant_time_compare

LARGEST_FRAME = 32 * 1024
DEEPEST_FRAME = 6

type Scope = Mapping[str, Any]
type Event = dict[str, Any]
type Receive = Callable[[], Awaitable[Event]]
type Send = Callable[[Event], Awaitable[None]]


class CloseCode(IntEnum):
    """Why a socket ended; all that the caller learns."""

    NORMAL = 1000
    GOING_AWAY = 1012
    SIGNED_OUT = 4401
    NOT_ALLOWED = 4403
    TOO_MANY = 4409
    TOO_FAST = 4429


class BadFrame(Exception):
    """The frame is no JSON object of a reasonable size with a `type`; `code` says what to answer."""

    code = "bad_frame"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever opened a socket, with the session that it stands on."""

    user: AbstractBaseUser
    session_key: str


def authenticate(scope: Scope) -> Caller | None:
    """Return who opened the socket, or None; reads the session's row. Synchronous: call it through `in_database`."""
    session_key = session_key_of(scope)
    user = _user_of(session_key)
    return None if user is None else Caller(user, session_key)


def session_key_of(scope: Scope) -> str:
    """Return the session key in the cookie, or an empty text."""
    headers = dict(scope.get("headers", []))
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return cookies.get(settings.SESSION_COOKIE_NAME, "")


def is_still_signed_in(caller: Caller) -> bool:
    """Tell whether the session's row is still there and still that person's, with the passphrase it was made with."""
    user = _user_of(caller.session_key)
    return user is not None and user.pk == caller.user.pk


def _user_of(session_key: str) -> AbstractBaseUser | None:
    session = SessionStore(session_key).load() if session_key else {}
    user = get_user_model()._default_manager.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if user is None or not isinstance(user, AbstractBaseUser):
        return None
    known = session.get(HASH_SESSION_KEY, "")
    return user if constant_time_compare(known, user.get_session_auth_hash()) else None


async def in_database[**P, R](call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a synchronous call in a thread of its own and give its database connections back."""

    def run() -> R:
        try:
            return call(*args, **kwargs)
        finally:
            connections.close_all()

    return await sync_to_async(run, thread_sensitive=False)()


def read_frame(event: Event) -> dict[str, Any]:
    """Return the JSON object in a `websocket.receive` event. Raises BadFrame.

    Refused: binary, over 32 KiB, no object, no `type`, nested deeper than six, NUL and lone surrogates anywhere.
    """
    text = event.get("text")
    if text is None or len(text.encode("utf-8", "surrogatepass")) > LARGEST_FRAME:
        raise BadFrame
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame from None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str) or not _is_plain(frame, DEEPEST_FRAME):
        raise BadFrame
    return frame


def _is_plain(value: object, depth: int) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return depth > 0 and all(_is_plain(part, depth - 1) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(part, depth - 1) for part in value)
    return True
