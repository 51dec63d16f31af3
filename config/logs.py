"""Structured logs, one JSON object a line in production: ids and codes, never words, names or addresses of people."""

import logging
import sys
import traceback
from collections.abc import Iterator
from http import HTTPStatus

import structlog

# What these say is about the program alone.
ABOUT_CODE = (ImportError, NameError, AttributeError)
# Why Django refused a request, where that can be said without what was sent.
REFUSED = {
    "DisallowedHost": "refused: asked for under a name that is not in ALLOWED_HOSTS (SITE_URL says the one that is)",
    "RequestDataTooBig": "refused: the body is larger than a form may be",
}


def without_values(exc_info: structlog.typing.ExcInfo) -> str:
    """Return where it happened and what kind of exception it was, those before it first, without what it says.

    "invalid literal: 'Bramble'", "Key (email)=(…) already exists": what an exception says is what somebody typed.
    """
    return "\n".join(_told(error) for error in reversed(list(_chain(exc_info[1]))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    lines = "".join(traceback.format_tb(error.__traceback__))
    # Of a database's error: its code, and the rule that was broken.
    rule = getattr(getattr(error, "diag", None), "constraint_name", None)
    more: list[object] = [getattr(error, "sqlstate", None), rule]
    if isinstance(error, ABOUT_CODE):
        more = [error]
    said = " ".join(str(one) for one in more if one)
    return f"{lines}{type(error).__module__}.{type(error).__qualname__} {said}".rstrip()


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(without_values),
]


def configure(level: str, *, as_json: bool) -> None:
    """Send every log line of this process, ours and the libraries', to standard error in one form."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
        )
    )
    lines.addFilter(_keeps_quiet)
    root = logging.getLogger()
    root.handlers = [lines]
    root.setLevel(level)
    # Access lines carry addresses and query strings; our own request log says what is needed.
    for name in ("uvicorn.access", "gunicorn.access", "httpx"):
        logging.getLogger(name).disabled = True
    # They name the letters that somebody's own words are written with.
    for name in ("fpdf", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # It names each passkey: one and the same name wherever its person comes by.
    logging.getLogger("fido2").setLevel(logging.WARNING)
    # uvicorn brings a form and an output of its own.
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def _keeps_quiet(record: logging.LogRecord) -> bool:
    """Take out of a library's line what may be somebody's; drop uvicorn's lines of who opened a socket."""
    _put_route(record)
    _leave_out_said(record)
    _shorten_absence(record)
    return not (record.name == "uvicorn.error" and '"WebSocket' in str(record.msg))


def _put_route(record: logging.LogRecord) -> None:
    # Where Django writes the path, which may hold a token.
    request = getattr(record, "request", None)
    path = getattr(request, "path", None)
    if path and isinstance(record.args, tuple):
        match = getattr(request, "resolver_match", None)
        route = match.route if match else "none"
        record.args = tuple(route if arg == path else arg for arg in record.args)


def _leave_out_said(record: logging.LogRecord) -> None:
    """Leave out of the line what an exception says, as of its traceback."""
    if record.name == "django.security.csrf" and isinstance(record.args, tuple):
        # "Origin checking failed - https://…": a referrer holds a whole address.
        record.args = tuple(str(arg).partition(" - ")[0] for arg in record.args)
    elif record.name.startswith("django.security."):
        _say_refused(record)
    elif record.name == "asyncio":
        # What failed, and in the lines below it, in full, with what it failed of.
        record.msg, record.args = str(record.msg).partition("\n")[0], ()
    elif record.name.startswith("celery.") and record.exc_info:
        _leave_out_message(record)


def _say_refused(record: logging.LogRecord) -> None:
    """Say in one line what is known well enough; of anything else its place is kept."""
    why = REFUSED.get(record.name.rpartition(".")[2])
    record.msg, record.args = why or "refused", ()
    if why:
        record.exc_info = None


def _leave_out_message(record: logging.LogRecord) -> None:
    """Leave out what a job failed with, and the whole of a message that is not understood."""
    failed = record.exc_info[0] if record.exc_info else None
    if isinstance(record.args, dict) and "exc" in record.args:
        record.args = {**record.args, "exc": failed.__qualname__ if failed else "", "traceback": ""}
    elif isinstance(record.args, tuple):
        record.args = (*record.args[:1], *["(left out)"] * len(record.args[1:]))


def _shorten_absence(record: logging.LogRecord) -> None:
    # That the database is away is said in one line for each request that met it: no line of ours is at fault.
    if getattr(record, "status_code", 0) == HTTPStatus.SERVICE_UNAVAILABLE and record.exc_info:
        record.msg, record.exc_info = f"{record.msg} ({type(record.exc_info[1]).__name__})", None
