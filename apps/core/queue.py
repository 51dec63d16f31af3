"""The one door to Celery for services: wakes a worker, and promises nothing.

What must happen is a row first; the timetable in `config/celery.py` sweeps each minute what was not done.
"""

import os
import threading
from contextlib import suppress
from functools import cache
from queue import Full, Queue

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from apps.core.request_ids import present_id

log = structlog.get_logger(__name__)

type Call = tuple[str, tuple[str | int, ...], str]

MOST_WAITING = 1000


def enqueue(task: str, *args: str | int) -> None:
    """Wake a worker for `task` after the current transaction commits; without a broker the next sweep finds the row."""
    call = (task, args, present_id())
    transaction.on_commit(lambda: _waker().wake(call), robust=True)


class _Waker:
    """One thread of a process that talks to the broker: nobody's request waits until it answers.

    The first word alone costs half a second (Celery gets ready, then connects), a broker that is away far more.
    """

    def __init__(self) -> None:
        self._calls: Queue[Call] = Queue(MOST_WAITING)
        threading.Thread(target=self._run, name="waker", daemon=True).start()

    def wake(self, call: Call) -> None:
        # Full while the broker is away: the sweep finds the rows.
        with suppress(Full):
            self._calls.put_nowait(call)

    def _run(self) -> None:
        while True:
            _send(*self._calls.get())


@cache
def _waker() -> _Waker:
    return _Waker()


# A thread does not come along into a forked process.
os.register_at_fork(after_in_child=_waker.cache_clear)


def _send(task: str, args: tuple[str | int, ...], request_id: str) -> None:
    try:
        current_app.send_task(task, args=args, retry=False, headers={"request_id": request_id})
    except OperationalError:
        log.warning("queue_unreachable", task=task)
