"""The ladder of small steps: what there is to do, from the smallest on, and which comes next. Nothing is counted. Pure."""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

# Done within so long, a step is not offered again.
LATELY = timedelta(days=28)
# "Not now" holds for so long.
REST = timedelta(days=7)


class Doing(StrEnum):
    """What somebody can do, in the order in which it asks more of them."""

    REACT = "react"
    CHECK_IN = "check_in"
    WRITE = "write"
    LISTEN = "listen"
    SAY = "say"
    SHARE = "share"


def next_of(*, done: Collection[Doing], set_aside: Collection[str], reachable: Collection[Doing]) -> Doing | None:
    """Return the smallest step that was not done lately, is not set aside and has somewhere to lead; None for none."""
    open_steps = (step for step in Doing if step in reachable and step not in done and step not in set_aside)
    return next(open_steps, None)
