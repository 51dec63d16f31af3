"""What a message's menu offers: in which states of it, beside whose words, and to whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """`whose` is "own", "other", or nothing where it is the same for both; `needs` a permission, or nothing.

    `names`: it is about the author, so that it is not there beside the words of somebody who left.
    """

    states: tuple[str, ...]
    whose: str = ""
    needs: str = ""
    names: bool = False


ACTS = {
    "reply": Act(("visible",)),
    "quiet": Act(("visible",), "other"),
    "edit": Act(("visible", "held"), "own"),
    "unsend": Act(("visible", "held"), "own"),
    "ask": Act(("visible",), "other", "message_member", names=True),
    "block": Act(("visible",), "other", names=True),
    "report": Act(("visible",), "other"),
    "hide": Act(("visible",), needs="hide_message"),
    "show": Act(("hidden",), needs="hide_message"),
    "look_after": Act(("visible",), needs="hide_message", names=True),
}


def is_offered(act: Act, state: str, *, is_mine: bool) -> bool:
    """Tell whether that can be done with a message in this state by its author, or by somebody else."""
    return state in act.states and act.whose in {"", "own" if is_mine else "other"}
