"""Small steps: a ladder of one's own, offered and never pushed; what does not fit is put away without a word."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.journey.models import StepChoices
from apps.journey.rules.steps import LATELY, REST, Doing, next_of
from apps.journey.services.doings import doings_of
from apps.journey.services.step_ways import ways_of
from apps.journey.services.step_words import Words, words_of


@dataclass(frozen=True, slots=True)
class Rung:
    """One step for one person; without an address there is nowhere to take it yet."""

    step: Doing
    words: Words
    address: str
    is_done: bool
    is_aside: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """All steps from the smallest on, and the one that is offered; `is_resting` says that none is wanted now."""

    rungs: list[Rung]
    next: Rung | None
    is_resting: bool


def ladder_of(user: User, today: date) -> Ladder:
    """Return the steps as this person finds them today."""
    choices = StepChoices.objects.filter(user=user).first() or StepChoices(user=user)
    done, ways = doings_of(user, timezone.now() - LATELY), ways_of(user)
    rungs = [Rung(step, words_of(step), ways.get(step, ""), step in done, step in choices.set_aside) for step in Doing]
    is_resting = choices.rests_until is not None and today < choices.rests_until
    step = None if is_resting else next_of(done=done, set_aside=choices.set_aside, reachable=ways)
    return Ladder(rungs, next((rung for rung in rungs if rung.step == step), None), is_resting)


def put_aside(user: User, step: Doing) -> None:
    """This step is not offered any more."""
    _change(user, lambda choices: choices.set_aside.append(step.value) if step not in choices.set_aside else None)


def bring_back(user: User, step: Doing) -> None:
    """This step may be offered again."""
    _change(user, lambda choices: choices.set_aside.remove(step.value) if step in choices.set_aside else None)


def rest(user: User, today: date) -> None:
    """No step is offered for a week."""
    _change(user, lambda choices: setattr(choices, "rests_until", today + REST))


def go_on(user: User) -> None:
    """Steps are offered again."""
    _change(user, lambda choices: setattr(choices, "rests_until", None))


@transaction.atomic
def _change(user: User, change: Callable[[StepChoices], object]) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    choices = StepChoices.objects.filter(user=user).first() or StepChoices(user=user)
    change(choices)
    choices.save()
