"""One id for all that one request, or one socket, sets off: in its log lines, and in those of the jobs that it woke."""

import re
import secrets
import time
from collections.abc import Iterable
from typing import Any

import structlog

log = structlog.get_logger(__name__)

HEADER = "X-Request-ID"
_USUAL = re.compile(r"[A-Za-z0-9-]{8,64}")
# Of those that speak at once a few are named.
MOST_NAMED = 5


def chosen_id(given: str) -> str:
    """Return the id that came with a request, if it can be one, or a new one."""
    return given if _USUAL.fullmatch(given) else secrets.token_hex(8)


def present_id() -> str:
    """Return the id of what is being done now, or an empty text."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def joined(ids: Iterable[str]) -> str:
    """Return one id for what several set off together."""
    return ",".join(list(dict.fromkeys(one for one in ids if one))[:MOST_NAMED])


def numbered(sockets: Any) -> Any:
    """Return the ASGI application that binds an id to every log line of a socket, and logs when it ends."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        given = headers.get(HEADER.lower().encode(), b"").decode("latin-1")
        with structlog.contextvars.bound_contextvars(request_id=chosen_id(given)):
            started = time.monotonic()
            try:
                await sockets(scope, receive, send)
            finally:
                log.info("socket", kind=_kind_of(scope["path"]), seconds=round(time.monotonic() - started))

    return application


def _kind_of(path: str) -> str:
    # Not the path: whoever opens it may have put anything there.
    if path.startswith("/ws/meetings/"):
        return "meeting"
    return "chat" if path == "/ws/" else "none"


def begin_job(task: Any, **_: Any) -> None:
    """Bind the id of whatever woke this job (a listener to Celery's `task_prerun`); what beat wakes gets its own."""
    given = (task.request.headers or {}).get("request_id") or secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=given)


def end_job(**_: Any) -> None:
    """Forget it (a listener to Celery's `task_postrun`)."""
    structlog.contextvars.clear_contextvars()
