"""The states as a page for people: docs/states.md."""

from collections.abc import Iterator

from apps.moderation.rules.cases import FOLDS_WITHIN, HOLD, LONGEST_TARGET, MOST_DISTRESSING, SHIFT, TARGET, WEIGHT
from apps.moderation.rules.states import MACHINES, Move

_HEAD = """# What goes through which states

Written by `manage.py write_states_doc` from `apps/moderation/rules/states.py`: change it there. A dash stands for not
being there yet, or for being gone. What a mute, a suspension or a slow mode adds has an end of its own and is no state.
"""

_ORDER = """## Which case first, and by when

Care (`self_harm`) stands before everything. The rest is ordered by weight × (hours waited + 1). What nobody has in
hand when its target time is over goes to site safety staff, too; the group's moderators keep it, with whatever is
reported later. Reports of one member's conduct within {fold} hours are one case, a worry about the same member is another,
and so is a report that would take the last reader from a case. Whoever has a case holds it for {hold} minutes after the
last thing they did with it; after {most} distressing ones in {shift} hours they are asked to leave the next to others.

| category | weight | target |
|---|---|---|"""


def states_document() -> str:
    """Return docs/states.md as it should be."""
    parts = [_HEAD]
    for name, moves in MACHINES.items():
        parts += [f"## {name}\n", "| from | what happens | to |", "|---|---|---|", *map(_row, moves), ""]
    return "\n".join([*parts, *_order(), ""])


def _row(move: Move) -> str:
    return f"| {_state(move.before)} | {move.what} | {_state(move.after)} |"


def _state(name: str) -> str:
    return f"`{name}`" if name else "–"


def _order() -> Iterator[str]:
    hours, minutes = 3600, 60
    yield _ORDER.format(
        fold=int(FOLDS_WITHIN.total_seconds() // hours),
        hold=int(HOLD.total_seconds() // minutes),
        most=MOST_DISTRESSING,
        shift=int(SHIFT.total_seconds() // hours),
    )
    for category, target in TARGET.items():
        yield f"| `{category}` | {WEIGHT[category]} | {int(target.total_seconds() // hours)} h |"
    yield f"| every other | 1 | {int(LONGEST_TARGET.total_seconds() // hours)} h |"
