"""Structured logs, one JSON object a line in production: ids and codes, never words, names or addresses of people."""

import logging
import re
import sys
from http import HTTPStatus

import structlog

# What PostgreSQL says of a broken rule names the values: an address, an alias, words.
_VALUES = re.compile(r"^DETAIL:.*$", re.MULTILINE)


def leave_out_values(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Take the values out of a database error that is logged with its traceback."""
    if isinstance(event.get("exception"), str):
        event["exception"] = _VALUES.sub("DETAIL: (left out)", event["exception"])
    return event


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    leave_out_values,
]


def configure(level: str, *, as_json: bool) -> None:
    """Send every log line of this process, ours and the libraries', to standard error in one form."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
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
    # It names each passkey: one and the same name wherever its person comes by.
    logging.getLogger("fido2").setLevel(logging.WARNING)
    # uvicorn brings a form and an output of its own.
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def _keeps_quiet(record: logging.LogRecord) -> bool:
    """Put the route where Django writes the path, which may hold a token; drop uvicorn's lines of who opened a socket."""
    request = getattr(record, "request", None)
    path = getattr(request, "path", None)
    if path and isinstance(record.args, tuple):
        match = getattr(request, "resolver_match", None)
        route = match.route if match else "none"
        record.args = tuple(route if arg == path else arg for arg in record.args)
    _shorten_absence(record)
    return not (record.name == "uvicorn.error" and '"WebSocket' in str(record.msg))


def _shorten_absence(record: logging.LogRecord) -> None:
    # That the database is away is said in one line for each request that met it: no line of ours is at fault.
    if getattr(record, "status_code", 0) == HTTPStatus.SERVICE_UNAVAILABLE and record.exc_info:
        record.msg, record.exc_info = f"{record.msg} ({type(record.exc_info[1]).__name__})", None
