"""What somebody counts, remembers or hopes for: kept, changed, taken away."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from apps.accounts.models import User
from apps.journey.errors import AsManyAsFit, NotYet
from apps.journey.models import Milestone
from apps.journey.services.finding import find_own
from apps.journey.services.stepping_out import step_out

MOST_MILESTONES = 40
_COUNTED = frozenset({Milestone.Kind.FREE, Milestone.Kind.SINCE})


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a milestone."""

    name: str
    day: date | None
    reached_on: date | None = None
    shows_number: bool = True


def milestones_of(user: User) -> list[Milestone]:
    """Return all of this person's in the order in which they made them."""
    return list(Milestone.objects.filter(user=user))


@transaction.atomic
def begin_milestone(user: User, kind: str, told: Told, *, today: date) -> Milestone:
    """It is kept; the day may lie as far back as they want. Raises AsManyAsFit or NotYet."""
    require_past(kind, told, today)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Milestone.objects.filter(user=user).count() >= MOST_MILESTONES:
        raise AsManyAsFit
    return Milestone.objects.create(
        user=user,
        kind=kind,
        name=told.name,
        day=told.day,
        reached_on=told.reached_on,
        shows_number=told.shows_number,
    )


@transaction.atomic
def change_milestone(user: User, public_id: str, told: Told, *, today: date) -> Milestone:
    """It says this from now on; slips stay as they are. With another day it is in no circle any more.

    Raises NotFound or NotYet.
    """
    found = find_own(Milestone, user, public_id, to_change=True)
    require_past(found.kind, told, today)
    if told.day != found.day:
        step_out(found)
    found.name, found.day, found.reached_on = told.name, told.day, told.reached_on
    found.shows_number = told.shows_number
    found.save(update_fields=["name", "day", "reached_on", "shows_number"])
    return found


@transaction.atomic
def remove_milestone(user: User, public_id: str) -> None:
    """It is gone with all that belongs to it. Raises NotFound."""
    find_own(Milestone, user, public_id, to_change=True).delete()


def require_past(kind: str, told: Told, today: date) -> None:
    """Pass unless it counts from, or was reached on, a day to come. Raises NotYet."""
    days = [told.reached_on, told.day if kind in _COUNTED else None]
    if any(day > today for day in days if day):
        raise NotYet
