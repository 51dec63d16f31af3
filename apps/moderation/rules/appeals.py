"""What can be appealed, how long, and by whom it is decided: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

APPEALABLE = frozenset({"warn", "mute", "suspend", "remove", "ban", "hide", "take_down", "declined"})
WITHIN = timedelta(days=183)  # six months


@dataclass(frozen=True, slots=True)
class Act:
    """The decision that is appealed; `actor` is a person (0 for one who is gone)."""

    kind: str
    at: datetime
    actor: int
    is_by_site_staff: bool
    is_taken_back: bool
    is_appealed: bool


def may_appeal(act: Act, now: datetime) -> bool:
    """Tell whether the member may still ask: once, within six months, about something that was done to them."""
    return act.kind in APPEALABLE and not act.is_taken_back and not act.is_appealed and now <= act.at + WITHIN


def may_decide(act: Act, person: int, *, is_site_staff: bool, is_for_group: bool) -> bool:
    """Tell whether this person decides; `is_for_group`: somebody in the group may, other than who acted.

    Never who acted. What site staff decided, and what nobody in the group is free to look at, is for site staff.
    """
    if person == act.actor:
        return False
    return is_site_staff != (is_for_group and not act.is_by_site_staff)
