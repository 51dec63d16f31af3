"""Kept days as a row of stones: one for about a month, a gap for a hard time, and the one that is growing now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

A_MONTH = 30
MOST_STONES, WIDTH = 8, 44
SHAPES = 4


class Part(StrEnum):
    """What stands at one place of the row."""

    KEPT = "kept"
    SLIP = "slip"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stone:
    """One place of the row; `shape` is one of SHAPES, from 1, and stays that of its stone."""

    part: Part
    x: int
    shape: int


def stones_of(stretches: Sequence[int]) -> list[Stone]:
    """Return the row for these stretches of days, the latest MOST_STONES of it."""
    parts: list[Part] = []
    for days in stretches:
        parts += [*[Part.KEPT] * (days // A_MONTH), Part.SLIP]
    parts[-1] = Part.NEW
    first = max(0, len(parts) - MOST_STONES)
    return [Stone(part, WIDTH * (at - first), at % SHAPES + 1) for at, part in enumerate(parts) if at >= first]
