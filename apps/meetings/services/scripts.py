"""A group's scripts: what happens in its meetings, step by step, written by whoever plans them.

A meeting that runs keeps the steps as they were when it began, see `runner`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from apps.core.errors import NotFound
from apps.core.wording import speaking
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import TooManyScripts, TooManySteps
from apps.meetings.models import MeetingSeries, Script, Step
from apps.meetings.rules.turns import moved
from apps.meetings.services import words
from apps.meetings.services.script_templates import TEMPLATES

MOST_STEPS = 40
MOST_SCRIPTS = 30


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step as somebody wrote it."""

    kind: str
    title: str
    text: str
    length: timedelta
    sound: str
    has_chat: bool

    @property
    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def find_script(public_id: str, access: GroupAccess) -> Script:
    """Return a script of the group that `access` is about. Raises NotFound."""
    script = Script.objects.filter(public_id=public_id, group_id=access.group_id).first()
    if script is None:
        raise NotFound
    return script


def lengths_of(series: MeetingSeries) -> list[tuple[Step, str]]:
    """Return the steps of the script that the series chose, each with its length in words."""
    steps = Step.objects.filter(script=series.script_id) if series.script_id else []
    return [(step, words.length(step.length)) for step in steps]


@transaction.atomic
def add_script(access: GroupAccess, *, title: str, template: str = "") -> Script:
    """The group has a script more: the template's steps in the group's language, or none yet.

    Raises TooManyScripts and what `require` raises.
    """
    access.require(Permission.PLAN_MEETING)
    group = Group.objects.select_for_update(no_key=True).get(pk=access.group_id)
    if Script.objects.filter(group=group).count() >= MOST_SCRIPTS:
        raise TooManyScripts
    script = Script.objects.create(group=group, title=title)
    if template in TEMPLATES:
        with speaking(group.language):
            Step.objects.bulk_create(_steps_of(template, script))
    return script


def _steps_of(template: str, script: Script) -> list[Step]:
    return [
        Step(
            script=script,
            position=position,
            kind=step.kind,
            title=gettext(step.title),
            text=gettext(step.text),
            length=timedelta(minutes=step.minutes),
            sound=step.sound,
            has_chat=step.has_chat,
        )
        for position, step in enumerate(TEMPLATES[template].steps)
    ]


@transaction.atomic
def rename_script(access: GroupAccess, script: Script, *, title: str) -> None:
    """The script is called that from now on."""
    _locked(access, script)
    Script.objects.filter(pk=script.pk).update(title=title)


@transaction.atomic
def remove_script(access: GroupAccess, script: Script) -> None:
    """The script is gone; series that chose it have none. Meetings that run it go on."""
    _locked(access, script).delete()


@transaction.atomic
def add_step(access: GroupAccess, script: Script, plan: StepPlan) -> Step:
    """The script has one step more, at its end. Raises TooManySteps."""
    count = _locked(access, script).steps.count()
    if count >= MOST_STEPS:
        raise TooManySteps
    return Step.objects.create(script=script, position=count, **plan.columns)


@transaction.atomic
def change_step(access: GroupAccess, script: Script, step_id: str, plan: StepPlan) -> None:
    """The step is as planned, at its place. Raises NotFound when it is gone."""
    step = _step(_locked(access, script), step_id)
    for name, value in plan.columns.items():
        setattr(step, name, value)
    step.save(update_fields=list(plan.columns))


@transaction.atomic
def remove_step(access: GroupAccess, script: Script, step_id: str) -> None:
    """The step is gone and the others close up. Repeating it changes nothing."""
    script = _locked(access, script)
    script.steps.filter(public_id=step_id).delete()
    _number(list(script.steps.values_list("pk", flat=True)))


@transaction.atomic
def move_step(access: GroupAccess, script: Script, step_id: str, *, by: int) -> None:
    """The step stands one place earlier (-1) or later (1). Raises NotFound when it is gone."""
    script = _locked(access, script)
    step = _step(script, step_id)
    _number(moved(list(script.steps.values_list("pk", flat=True)), step.pk, by=by))


def _number(steps: list[int]) -> None:
    # The constraint is looked at when the transaction ends: in between two steps may share a place.
    for position, key in enumerate(steps):
        Step.objects.filter(pk=key).update(position=position)


def _step(script: Script, step_id: str) -> Step:
    step = script.steps.filter(public_id=step_id).first()
    if step is None:
        raise NotFound
    return step


def _locked(access: GroupAccess, script: Script) -> Script:
    access.require(Permission.PLAN_MEETING)
    found = Script.objects.select_for_update().filter(pk=script.pk, group_id=access.group_id).first()
    if found is None:
        raise NotFound
    return found
