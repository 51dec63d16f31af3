"""What is looked at first, by when, and how a case goes from hand to hand: pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

CARE = "self_harm"
# What is hard to read for whoever looks at it.
DISTRESSING = frozenset({CARE, "method"})
# How much an hour of waiting weighs; care stands before all of it.
WEIGHT = {CARE: 8, "method": 4, "harassment": 2, "private": 2}
# Until when somebody should have looked at it; afterwards site safety staff look at it, too.
TARGET = {
    CARE: timedelta(hours=1),
    "method": timedelta(hours=4),
    "harassment": timedelta(days=1),
    "private": timedelta(days=1),
}
LONGEST_TARGET = timedelta(days=3)

# Reports of one member that come within this time of the first are one case.
FOLDS_WITHIN = timedelta(days=1)
# A case in somebody's hands is free again after this; each thing they do with it begins the time anew.
HOLD = timedelta(minutes=45)
UNDO_WITHIN = timedelta(seconds=30)
# So many distressing cases one person takes in a shift before they are asked to leave the next to others.
MOST_DISTRESSING = 3
SHIFT = timedelta(hours=8)


class Stage(StrEnum):
    """How far a case is."""

    WAITING = "waiting"
    IN_HAND = "in_hand"
    CLOSED = "closed"
    DONE = "done"


def stage_of(state: str, hands_until: datetime | None, now: datetime) -> Stage:
    """Return how far a case is: hands that lie in the past hold nothing."""
    if state != "open":
        return Stage(state)
    return Stage.IN_HAND if hands_until is not None and hands_until > now else Stage.WAITING


def is_care(category: str) -> bool:
    """Tell whether it is about somebody who may hurt themselves."""
    return category == CARE


def is_distressing(category: str) -> bool:
    """Tell whether it is hard to read."""
    return category in DISTRESSING


def due_at(category: str, reported_at: datetime) -> datetime:
    """Return until when somebody should have looked at it."""
    return reported_at + TARGET.get(category, LONGEST_TARGET)


def most_urgent(categories: Iterable[str]) -> str:
    """Return the category that weighs most, the first of equal ones."""
    return max(categories, key=lambda category: WEIGHT.get(category, 1))


def place_in_queue(category: str, opened_at: datetime, now: datetime) -> tuple[bool, float]:
    """Return what a queue is sorted by: care first, then urgency times age, the first hour given to each."""
    hours = (now - opened_at) / timedelta(hours=1)
    return not is_care(category), -WEIGHT.get(category, 1) * (hours + 1)


def may_undo(closed_at: datetime | None, now: datetime) -> bool:
    """Tell whether a closing can still be taken back."""
    return closed_at is not None and now < closed_at + UNDO_WITHIN
