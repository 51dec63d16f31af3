"""What every socket begins with and holds to: what may come in, and how it ends.

Who opened it says `socket_sessions`. Origins are checked before this, by `OriginValidator` in `config/routing.py`.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from enum import IntEnum
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.http import parse_cookie

from apps.core.cookies import readable
from apps.core.pool import forget_pooled_connections, has_lost_connection

LARGEST_FRAME = 32 * 1024
DEEPEST_FRAME = 6
_NOT_PLAIN = re.compile("[\x00\ud800-\udfff]")

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


async def refuse_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer an address where no socket is (an ASGI application): never opened, no word."""
    del scope
    await receive()  # websocket.connect
    await send({"type": "websocket.close"})


def session_key_of(scope: Scope) -> str:
    """Return the session key in the cookie, or an empty text."""
    headers = dict(scope.get("headers", []))
    cookies = readable(parse_cookie(headers.get(b"cookie", b"").decode("latin-1")))
    return cookies.get(settings.SESSION_COOKIE_NAME, "")


async def in_database[**P, R](call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a synchronous call in a thread of its own and give its database connections back."""

    def run() -> R:
        try:
            return call(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            if has_lost_connection(error):
                forget_pooled_connections()
            raise
        finally:
            connections.close_all()

    return await sync_to_async(run, thread_sensitive=False)()


async def read_database[**P, R](call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Do as `in_database` for a call that only reads: where its connection had ended, it is made once more."""
    try:
        return await in_database(call, *args, **kwargs)
    except (OperationalError, InterfaceError) as error:
        if not has_lost_connection(error):
            raise
        return await in_database(call, *args, **kwargs)


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
        return _NOT_PLAIN.search(value) is None
    if isinstance(value, dict):
        return depth > 0 and all(_is_plain(part, depth - 1) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(part, depth - 1) for part in value)
    return True
