"""A day that was hard: it keeps everything that was before it, and leads to people."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.core.public_ids import new_public_id
from apps.journey.errors import AsManyAsFit
from apps.journey.models import Milestone
from apps.journey.rules.days import require_slip
from apps.journey.services.finding import find_own
from apps.journey.services.stepping_out import step_out

MOST_SLIPS = 400


@dataclass(frozen=True, slots=True)
class HardTime:
    """One day, or several up to `until`, with a note for oneself."""

    on: date
    until: date | None = None
    note: str = ""

    def as_json(self, slip_id: str) -> dict[str, str]:
        until = self.until or self.on
        return {"id": slip_id, "on": self.on.isoformat(), "until": until.isoformat(), "note": self.note.strip()}


@dataclass(frozen=True, slots=True)
class Slip:
    """One of them as it is shown."""

    id: str
    on: date
    until: date
    note: str

    @property
    def is_one_day(self) -> bool:
        return self.on == self.until


def slips_of(milestone: Milestone) -> list[Slip]:
    """Return the milestone's slips, the latest first."""
    return [_slip(one) for one in reversed(milestone.slips)]


def find_slippery(user: User, public_id: str, *, to_change: bool = False) -> Milestone:
    """Return a milestone in which there can be slips. Raises NotFound."""
    found = find_own(Milestone, user, public_id, to_change=to_change)
    if found.kind != Milestone.Kind.FREE:
        raise NotFound
    return found


def find_slip(milestone: Milestone, slip_id: str) -> Slip:
    """Return one of the milestone's slips. Raises NotFound."""
    for one in milestone.slips:
        if one["id"] == slip_id:
            return _slip(one)
    raise NotFound


@transaction.atomic
def add_slip(user: User, public_id: str, hard: HardTime, *, today: date) -> bool:
    """It is part of the way; return whether its person is out of a circle for now.

    Raises NotFound, AsManyAsFit, NotYet, BeforeItBegan or WrongWayRound.
    """
    milestone = find_slippery(user, public_id, to_change=True)
    if len(milestone.slips) >= MOST_SLIPS:
        raise AsManyAsFit
    return _put(milestone, milestone.slips, hard, new_public_id(), today)


@transaction.atomic
def change_slip(user: User, public_id: str, slip_id: str, hard: HardTime, *, today: date) -> bool:
    """It says this from now on; returns and raises as `add_slip` does."""
    milestone = find_slippery(user, public_id, to_change=True)
    find_slip(milestone, slip_id)
    return _put(milestone, _without(milestone, slip_id), hard, slip_id, today)


@transaction.atomic
def remove_slip(user: User, public_id: str, slip_id: str) -> None:
    """It is gone. Raises NotFound."""
    milestone = find_slippery(user, public_id, to_change=True)
    find_slip(milestone, slip_id)
    _keep(milestone, _without(milestone, slip_id))


def _put(milestone: Milestone, others: list[dict[str, str]], hard: HardTime, slip_id: str, today: date) -> bool:
    require_slip(hard.on, hard.until or hard.on, begun=milestone.day or hard.on, today=today)
    _keep(milestone, [*others, hard.as_json(slip_id)])
    # Nobody is moved to another circle by a hard day: they say themselves whether and where they come in again.
    return step_out(milestone)


def _without(milestone: Milestone, slip_id: str) -> list[dict[str, str]]:
    return [one for one in milestone.slips if one["id"] != slip_id]


def _keep(milestone: Milestone, slips: list[dict[str, str]]) -> None:
    milestone.slips = sorted(slips, key=lambda one: one["on"])
    milestone.save(update_fields=["slips"])


def _slip(kept: dict[str, Any]) -> Slip:
    return Slip(kept["id"], date.fromisoformat(kept["on"]), date.fromisoformat(kept["until"]), kept["note"])
