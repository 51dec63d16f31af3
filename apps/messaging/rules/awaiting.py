"""Which words somebody should answer, and when whom they are offered to. Pure."""

from datetime import datetime, timedelta
from enum import IntEnum

# Later an offer would only trouble whoever reads it.
OFFERED_FOR = timedelta(days=7)


class Stage(IntEnum):
    """Who is asked by now to answer; each asks those before it too."""

    NOBODY = 0
    WELCOMERS = 1
    FACILITATORS = 2


def is_awaited(kind: str, *, is_first: bool) -> bool:
    """Tell whether words should find an answer: a struggle, or the first ever of somebody who does not just listen."""
    return kind == "struggle" or (is_first and kind != "listening")


def stage_at(due_at: datetime, target: timedelta, now: datetime) -> Stage:
    """Return who is asked at this moment about words that waited for `target` when they became due."""
    if not due_at <= now < due_at + OFFERED_FOR:
        return Stage.NOBODY
    return Stage.FACILITATORS if now >= due_at + target else Stage.WELCOMERS
