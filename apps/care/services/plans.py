"""Somebody's safety plan: written part by part, read by nobody but them."""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.care.errors import ChangedElsewhere
from apps.care.models import SafetyPlan
from apps.care.rules.plans import NAMES, PARTS, PlanPart, mark_of, tidied
from apps.core.errors import NotFound


def plan_of(user: User) -> SafetyPlan | None:
    """Return what this person wrote, or None."""
    return SafetyPlan.objects.filter(user=user).first()


def part_named(name: str) -> PlanPart:
    """Return the part of this name. Raises NotFound."""
    found = next((part for part in PARTS if part.name == name), None)
    if found is None:
        raise NotFound
    return found


def words_in(plan: SafetyPlan | None, name: str) -> str:
    """Return what stands in this part of the plan."""
    return str(getattr(plan, part_named(name).name, ""))


@transaction.atomic
def keep_part(user: User, name: str, words: str, *, drawn_from: str) -> str:
    """This part says this from now on, and the plan is gone with its last word; return the mark of what is kept.

    `drawn_from` is the mark of the words that the page showed: raises ChangedElsewhere when others stand there by now,
    unless they are the same as these. Repeated, it changes nothing.
    """
    part, said = part_named(name), tidied(words)
    # The person's row, not the plan's: two windows may both begin one.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    plan = plan_of(user) or SafetyPlan(user=user)
    present = words_in(plan, part.name)
    if said == present:
        return mark_of(said)
    if drawn_from != mark_of(present):
        raise ChangedElsewhere
    setattr(plan, part.name, said)
    plan.changed_at = timezone.now()
    if any(words_in(plan, one) for one in NAMES):
        plan.save()
    else:
        plan.delete()
    return mark_of(said)


def remove_plan(user: User) -> None:
    """There is no plan any more."""
    SafetyPlan.objects.filter(user=user).delete()
