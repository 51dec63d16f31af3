"""The states that what is looked after goes through, and what leads from one to the next: pure.

`CASE` is what the services ask before they change a case. docs/states.md is generated from all of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from apps.moderation.errors import NotClosable
from apps.moderation.rules.cases import Stage


class Act(StrEnum):
    """What happens to a case, each a sentence in CASE_ACTS."""

    REPORT = "report"
    CLAIM = "claim"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    LEAVE = "leave"
    HOLD_ENDS = "hold_ends"
    ESCALATE = "escalate"
    CLOSE = "close"
    REOPEN = "reopen"
    SETTLE = "settle"
    DECIDED = "decided"
    DEBRIEF = "debrief"


CASE_ACTS: dict[Act, str] = {
    Act.REPORT: "the same is reported again, by anybody",
    Act.CLAIM: "somebody who may handle it takes it; of two at once one",
    Act.RELEASE: "whoever has it gives it back",
    Act.HAND_OVER: "whoever has it hands it to another who may handle it, with a note",
    Act.LEAVE: "somebody says “not me”, without a reason; whoever had it lets go",
    Act.HOLD_ENDS: "whoever has it did nothing for 45 minutes",
    Act.ESCALATE: "its target time is over: it is for site safety staff, too",
    Act.CLOSE: "whoever has it, or takes it with this, closes it with an outcome and a note",
    Act.REOPEN: "whoever closed it takes that back, within 30 seconds",
    Act.SETTLE: "30 seconds are over: the reporters are thanked",
    Act.DECIDED: "it was decided where it stands (a held message shown or declined)",
    Act.DEBRIEF: "whoever closed a distressing one writes down what stays with them",
}

CASE: dict[Stage, dict[Act, Stage]] = {
    Stage.WAITING: {
        Act.REPORT: Stage.WAITING,
        Act.CLAIM: Stage.IN_HAND,
        Act.LEAVE: Stage.WAITING,
        Act.ESCALATE: Stage.WAITING,
        Act.CLOSE: Stage.CLOSED,
        Act.DECIDED: Stage.DONE,
    },
    Stage.IN_HAND: {
        Act.REPORT: Stage.IN_HAND,
        Act.CLAIM: Stage.IN_HAND,
        Act.RELEASE: Stage.WAITING,
        Act.HAND_OVER: Stage.IN_HAND,
        Act.LEAVE: Stage.WAITING,
        Act.HOLD_ENDS: Stage.WAITING,
        Act.CLOSE: Stage.CLOSED,
        Act.DECIDED: Stage.DONE,
    },
    Stage.CLOSED: {
        Act.REPORT: Stage.IN_HAND,
        Act.REOPEN: Stage.IN_HAND,
        Act.SETTLE: Stage.DONE,
        Act.DEBRIEF: Stage.CLOSED,
    },
    Stage.DONE: {Act.DEBRIEF: Stage.DONE},
}


def require_act(stage: Stage, act: Act) -> None:
    """Pass, or raise NotClosable for what cannot happen to a case that is so far."""
    if act not in CASE[stage]:
        raise NotClosable


@dataclass(frozen=True, slots=True)
class Move:
    """What leads from one state to the next; nothing before stands for not being there yet, or after for being gone."""

    before: str
    what: str
    after: str


CASES = tuple(Move(before, CASE_ACTS[act], after) for before, moves in CASE.items() for act, after in moves.items())

MACHINES: dict[str, tuple[Move, ...]] = {
    "A case": (Move("", "something is reported or found that belongs to no case yet", Stage.WAITING), *CASES),
    "A report": (
        Move("", "somebody asks for a look, or the group’s own rules do", "open"),
        Move("open", "its case is done", "looked_at"),
        Move(
            "looked_at", "as long as the group keeps messages has passed: its words and what was kept go", "looked_at"
        ),
    ),
    "A message": (
        Move("", "a member writes it", "visible"),
        Move("", "a member writes it, and a rule holds it", "held"),
        Move("held", "a moderator shows it", "visible"),
        Move("held", "a moderator declines it, or its author takes it back", "unsent"),
        Move("visible", "a moderator hides it", "hidden"),
        Move("visible", "three members flag it while nobody is on duty", "hidden"),
        Move("hidden", "a moderator shows it again", "visible"),
        Move("visible", "its author takes it back, or a moderator removes it from a memorial", "unsent"),
        Move("visible", "its time of keeping is over", ""),
    ),
    "A membership": (
        Move("", "somebody joins", "active"),
        Move("active", "the member leaves", "left"),
        Move("active", "a moderator removes or bans them", "removed"),
        Move("left", "the person joins again, with the restrictions they had", "active"),
        Move("removed", "the removal is taken back", "active"),
    ),
    "A meeting": (
        Move("", "a series is planned that far ahead", "planned"),
        Move("planned", "a host comes in", "open"),
        Move("planned", "a planner cancels it", "cancelled"),
        Move("open", "a host ends it, or nobody is left in it", "ended"),
    ),
    "An appeal": (
        Move("", "the member asks for a second look, once, within six months", "waiting"),
        Move("waiting", "another moderator lets the decision stand", "upheld"),
        Move("waiting", "another moderator takes it back", "reversed"),
    ),
}


def states_of(machine: str) -> frozenset[str]:
    """Return every state that is named in a machine."""
    return frozenset(state for move in MACHINES[machine] for state in (move.before, move.after) if state)
