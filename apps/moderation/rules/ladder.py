"""Which answer a group thinks of first, and which when it happens again: pure.

A suggestion, never a sentence: the moderator chooses, and distress is no step of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.moderation.errors import NotALadder
from apps.moderation.rules.lengths import LENGTHS

# What counts when it happens again, and what a step can be; those with a length last that long.
STEPS = ("warn", "mute", "suspend", "remove", "ban")
WITH_LENGTH = frozenset({"mute", "suspend"})
MOST_STEPS = 6
REMEMBERED = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `length` is a key of LENGTHS where the kind has an end, and empty elsewhere."""

    kind: str
    length: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """One decision about the member that was not taken back."""

    kind: str
    rule: str
    at: datetime


# Words first, then a pause, then distance; out of the group only after four of them.
DEFAULT = (Step("warn"), Step("mute", "day"), Step("mute", "week"), Step("suspend", "month"), Step("remove"))


def times(past: Iterable[Past], rule: str, now: datetime) -> int:
    """Return how often this point was answered within a year; what was about something else does not count."""
    return sum(one.kind in STEPS and one.rule == rule and one.at > now - REMEMBERED for one in past)


def suggested(steps: Sequence[Step], before: int) -> Step:
    """Return the step after so many; on the last one it stays."""
    return steps[min(before, len(steps) - 1)]


def require_ladder(steps: Sequence[Step]) -> None:
    """Pass one to six steps, each of a known kind and, where it ends, with a known length; raises NotALadder."""
    if not 1 <= len(steps) <= MOST_STEPS:
        raise NotALadder
    for step in steps:
        if step.kind not in STEPS or (step.length in LENGTHS) != (step.kind in WITH_LENGTH):
            raise NotALadder
