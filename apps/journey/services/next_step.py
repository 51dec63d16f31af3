"""The one thing of somebody's own way that Today offers, or nothing."""

from dataclasses import dataclass
from datetime import date

from apps.accounts.models import User
from apps.journey.rules.own_days import Part
from apps.journey.services.check_ins import has_checked_in
from apps.journey.services.milestones import milestones_of
from apps.journey.services.own_days import open_part
from apps.journey.services.pact_days import pact_for_today
from apps.journey.services.pacts import Held
from apps.journey.services.showing import returns_today
from apps.journey.services.small_steps import Rung, ladder_of


@dataclass(frozen=True, slots=True)
class Step:
    """A day to remember that is today (its public id), a pact or a part of the day that waits for a word, a small step, or else the question how it is."""

    remembers: str = ""
    pact: Held | None = None
    part: Part | None = None
    small: Rung | None = None


def next_step(user: User, today: date) -> Step | None:
    """Return the step for this day; whoever has checked in today is not asked again, and may find a small step."""
    for milestone in milestones_of(user):
        if returns_today(milestone, today):
            return Step(milestone.public_id)
    if held := pact_for_today(user):
        return Step(pact=held)
    if part := open_part(user):
        return Step(part=part)
    if not has_checked_in(user, today):
        return Step()
    small = ladder_of(user, today).next
    return Step(small=small) if small else None
