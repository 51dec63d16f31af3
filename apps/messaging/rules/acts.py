"""What a message's menu offers: in which states of it, and beside whose words.

What the reader may do in the group besides is the page's to ask.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """`whose` is "own", "other", or nothing where it is the same for both."""

    states: tuple[str, ...]
    whose: str = ""


ACTS = {
    "reply": Act(("visible",)),
    "quiet": Act(("visible",), "other"),
    "edit": Act(("visible", "held"), "own"),
    "unsend": Act(("visible", "held"), "own"),
    "ask": Act(("visible",), "other"),
    "block": Act(("visible",), "other"),
    "report": Act(("visible",), "other"),
    "hide": Act(("visible",)),
    "show": Act(("hidden",)),
    "look_after": Act(("visible",)),
}


def acts_on(state: str, *, is_mine: bool) -> frozenset[str]:
    """Return what can be done with a message in this state by its author, or by somebody else."""
    side = "own" if is_mine else "other"
    return frozenset(name for name, act in ACTS.items() if state in act.states and act.whose in {"", side})
