"""One per process: a thread that keeps what sockets send, as many drafts at once as are waiting."""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from apps.core.pool import forget_pooled_connections, has_lost_connection
from apps.core.request_ids import joined, present_id
from apps.messaging.errors import Unavailable
from apps.messaging.services.posting import Acknowledge, Draft, Outcome, post_messages

log = structlog.get_logger(__name__)

type Answer = Callable[[Outcome], None]

MOST_AT_ONCE = 100
MOST_WAITING = 2000  # drafts; while the database is away more would only fill the memory
# Seconds between two batches while people talk fast: a batch costs little more than one message. Whoever speaks first
# waits for nothing.
GATHERING = 0.03
IDLE = 30.0  # seconds after which the connection goes back to the pool


class Writer:
    """Drafts go in from event loops, answers come back to them. Load makes batches; idleness costs no wait."""

    def __init__(self) -> None:
        # Never set. Unlike a sleep, waiting for it lasts as long as it should while a fault test moves the clock.
        self._pause = threading.Event()
        self._waiting: queue.SimpleQueue[tuple[Draft, Callable[[Outcome], object], str]] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="message-writer", daemon=True).start()

    def write(self, draft: Draft, answer: Answer) -> None:
        """Keep the draft; `answer` is called on this event loop after the commit, or with why not."""
        if self._waiting.qsize() >= MOST_WAITING:
            answer(Unavailable())
            return
        loop = asyncio.get_running_loop()
        self._waiting.put((draft, lambda outcome: loop.call_soon_threadsafe(answer, outcome), present_id()))

    def _run(self) -> None:
        last = 0.0
        while True:
            try:
                first = self._waiting.get(timeout=IDLE)
            except queue.Empty:
                connection.close()
                continue
            # What came before this moment is one batch: under load that is what was said since the last one.
            self._pause.wait(max(0.0, last + GATHERING - time.monotonic()))
            last, batch = time.monotonic(), [first]
            while len(batch) < MOST_AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get())
            drafts, answers, ids = zip(*batch, strict=True)
            with structlog.contextvars.bound_contextvars(request_id=joined(ids)):
                _keep(drafts, answers)


def _keep(drafts: Sequence[Draft], answers: Sequence[Callable[[Outcome], object]]) -> None:
    def acknowledge(outcomes: Sequence[Outcome]) -> None:
        for answer, outcome in zip(answers, outcomes, strict=True):
            _give(answer, outcome)

    try:
        _post(drafts, acknowledge)
    except (DatabaseError, InterfaceError) as error:
        # Nothing was kept, or the same client ids find it: either way the sender may try again.
        log.warning("messages_not_kept", count=len(drafts), error=type(error).__name__)
        connection.close()
        if len(drafts) == 1 or isinstance(error, (OperationalError, InterfaceError)):
            acknowledge([Unavailable()] * len(drafts))
            return
        # Something in one of them is more than the database takes: the others are not refused for its sake.
        for draft, answer in zip(drafts, answers, strict=True):
            _keep([draft], [answer])
    except Exception:
        log.exception("messages_not_kept_for_no_known_reason", count=len(drafts))
        connection.close()
        acknowledge([Unavailable()] * len(drafts))


def _post(drafts: Sequence[Draft], acknowledge: Acknowledge) -> None:
    try:
        post_messages(drafts, acknowledge)
    except (OperationalError, InterfaceError) as error:
        if not has_lost_connection(error):
            raise
        # The database was restarted since the last words: nobody has to send theirs again for that.
        log.info("posting_again_over_a_new_connection")
        connection.close()
        forget_pooled_connections()
        post_messages(drafts, acknowledge)


def _give(answer: Callable[[Outcome], object], outcome: Outcome) -> None:
    try:
        answer(outcome)
    except RuntimeError:
        log.info("nobody_waits_for_answer")  # The event loop has ended; the message is kept all the same.


@cache
def writer() -> Writer:
    """Return the process's writer."""
    return Writer()
