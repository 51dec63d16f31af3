"""What a supporter outside may be let see: pieces by name, such as `check_ins:today` or `milestone:<public id>`."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from apps.core.sentences import gettext_noop

# Three months: whoever wants more is asked anew.
LONGEST = timedelta(days=92)
WEEK = timedelta(days=7)


class Piece(StrEnum):
    """A piece of which there is one; it is shown as it is on the day on which somebody looks."""

    CHECK_INS_TODAY = "check_ins:today"
    CHECK_INS_WEEK = "check_ins:week"
    GOING_ON = "with:going_on"
    NOTES = "with:notes"
    INTENTION = "own_day:intention"
    MEETING = "meeting:next"


_KINDS = {
    "check_ins": gettext_noop("Check-ins"),
    "own_day": gettext_noop("What I mean to do today"),
    "milestone": gettext_noop("Milestones"),
    "boundary": gettext_noop("Boundaries"),
    "plan": gettext_noop("Parts of my safety plan"),
    "meeting": gettext_noop("When I meet others next"),
}


def named(kind: str, name: str) -> str:
    """Return the name of a piece of which there are several: a milestone, a boundary, a part of the safety plan."""
    return f"{kind}:{name}"


def kinds_in(pieces: Iterable[str]) -> list[str]:
    """Return of what kinds these are, each once, as sentences that are still to be translated."""
    present = {piece.partition(":")[0] for piece in pieces}
    return [words for kind, words in _KINDS.items() if kind in present]
