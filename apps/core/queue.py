"""The one door to Celery for services: wakes a worker, and promises nothing.

What must happen is a row first; the timetable in `config/celery.py` sweeps each minute what was not done.
"""

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def enqueue(task: str, *args: str | int) -> None:
    """Wake a worker for `task` after the current transaction commits; without a broker the next sweep finds the row."""
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task: str, args: tuple[str | int, ...]) -> None:
    try:
        current_app.send_task(task, args=args, retry=False, headers={"request_id": _request_id()})
    except OperationalError:
        log.warning("queue_unreachable", task=task)


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
