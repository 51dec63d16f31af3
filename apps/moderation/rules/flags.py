"""When members themselves put a message out of sight until somebody has looked: pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.moderation.rules.cases import is_care

ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Flag:
    """One member's report of a message that nobody has looked at; `is_settled`: they are in the group and not new."""

    reporter_id: int
    category: str
    is_settled: bool


def are_enough(flags: Iterable[Flag]) -> bool:
    """Tell whether three members, none of them new, find that the message should not stand.

    A worry about its author is none of these: distress is never put out of sight.
    """
    return len({flag.reporter_id for flag in flags if flag.is_settled and not is_care(flag.category)}) >= ENOUGH
