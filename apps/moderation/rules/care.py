"""The steps of whoever looks after somebody: the member is told first, and everything else comes after it. Pure."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from enum import StrEnum

from apps.moderation.errors import TellFirst

FOLLOW_UP_AFTER = timedelta(days=1)
# What nobody took on is told again each hour, for a day.
TOLD_AGAIN_AFTER = timedelta(hours=1)
TOLD_AGAIN_FOR = timedelta(days=1)
CARD_IS_OPEN_FOR = timedelta(days=1)


class Step(StrEnum):
    """One thing that somebody did, in the order of the list."""

    READ = "read"
    ASKED = "asked"
    SHOWN = "shown"
    AGREED = "agreed"


# What anybody may do unasked: it changes nothing for the member.
BEFORE_TELLING = frozenset({Step.READ})


def steps_done(chosen: Iterable[str], *, is_told: bool) -> list[str]:
    """Return the chosen steps in their order. Raises TellFirst for one that comes after the member was told."""
    known = {Step(one) for one in chosen if one in set(Step)}
    require_told(known - BEFORE_TELLING, is_told=is_told)
    return [step.value for step in Step if step in known]


def require_told(what: Collection[object], *, is_told: bool) -> None:
    """Pass where nothing is to be done, or the member was told of it. Raises TellFirst."""
    if what and not is_told:
        raise TellFirst
