"""Which numbers nobody can be found in, and how soon something is looked at: pure."""

from collections.abc import Iterable
from datetime import timedelta

FEWEST = 5  # Fewer than these could be somebody.


def shown(count: int) -> int | None:
    """Return the number as it may be shown: None for fewer than five, unless it is none at all."""
    return count if count == 0 or count >= FEWEST else None


def median_wait(waits: Iterable[timedelta | None]) -> timedelta | None:
    """Return the time within which half of them had their answer; None where more than half (or nothing) had none."""
    in_order = sorted(timedelta.max if wait is None else wait for wait in waits)
    middle = in_order[(len(in_order) - 1) // 2] if in_order else timedelta.max
    return None if middle == timedelta.max else middle


def share(part: int, whole: int) -> int:
    """Return how many of a hundred it is, rounded down: "100" is all of them."""
    return part * 100 // whole
