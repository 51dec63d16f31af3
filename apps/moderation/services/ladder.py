"""A group's ladder: which answer it thinks of first, and which when the same happens again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.admission import lock_group
from apps.moderation.models import Action, LadderStep
from apps.moderation.rules.ladder import DEFAULT, STEPS, Past, Step, require_ladder, suggested, times
from apps.moderation.services.audit import record_ladder


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The next step for one member and one point of the agreement, and how often it came before within a year."""

    step: Step
    before: int

    @property
    def words(self) -> str:
        """What the step is called, as the log calls it."""
        return str(Action.Kind(self.step.kind).label)


def steps_of(group: Group) -> Sequence[Step]:
    """Return the group's steps, or those that everybody begins with."""
    own = LadderStep.objects.filter(group=group).values_list("kind", "length")
    return [Step(kind, length) for kind, length in own] or DEFAULT


def suggest(group: Group, target: Membership, rule: str) -> Suggestion:
    """Return what the group's ladder has for this member when it is about this point once more."""
    decided = Action.objects.filter(target=target, kind__in=STEPS, reversed_by=None)
    past = [Past(*row) for row in decided.values_list("kind", "rule", "created_at")]
    before = times(past, rule, timezone.now())
    return Suggestion(suggested(steps_of(group), before), before)


@transaction.atomic
def set_steps(access: GroupAccess, steps: Sequence[Step]) -> None:
    """The group has these steps; the log has a line when they are others than before. Raises NotPermitted, NotALadder."""
    access.require(Permission.CHANGE_SETTINGS)
    require_ladder(steps)
    group = lock_group(access.group_id)
    if list(steps) == list(steps_of(group)):
        return
    LadderStep.objects.filter(group=group).delete()
    LadderStep.objects.bulk_create(
        LadderStep(group=group, position=place, kind=step.kind, length=step.length) for place, step in enumerate(steps)
    )
    record_ladder(access)
