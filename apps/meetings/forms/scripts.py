"""What planners fill in about scripts and their steps."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.meetings.forms.fields import NumberInput
from apps.meetings.models import Step
from apps.meetings.services.script_templates import TEMPLATES
from apps.meetings.services.scripts import StepPlan

LONGEST = 240  # minutes


class ScriptForm(forms.Form):
    """A new script, from a template or from nothing."""

    title = forms.CharField(label=_("What is it called"), max_length=80)
    template = forms.ChoiceField(
        label=_("Begin with"),
        help_text=_("You can change every word afterwards."),
        required=False,
        widget=Choices,
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [
            ("", _("An empty page")),
            *((name, _(template.title)) for name, template in TEMPLATES.items()),
        ]


class TitleForm(forms.Form):
    title = forms.CharField(label=_("What is it called"), max_length=80)


class StepForm(forms.Form):
    """One step of a script."""

    title = forms.CharField(label=_("Title"), max_length=80)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Step.Kind.choices,
        initial=Step.Kind.TOPIC,
        help_text=_("A round asks everybody once. A silence shows a calm screen."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        help_text=_("Whole minutes. A host can lengthen each while it goes on."),
        min_value=1,
        max_value=LONGEST,
        initial=5,
        widget=NumberInput,
    )
    text = forms.CharField(
        label=_("Shown to everybody"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    sound = forms.ChoiceField(
        label=_("Who may speak"), choices=Step.Sound.choices, initial=Step.Sound.EVERYBODY, widget=Choices
    )
    has_chat = forms.BooleanField(label=_("Everybody may write"), required=False, initial=True)

    def __init__(self, data: Mapping[str, Any] | None = None, *, step: Step | None = None) -> None:
        super().__init__(data, prefix=step.public_id if step else "new", initial=_initial_of(step) if step else None)

    def plan(self) -> StepPlan:
        """Return what was filled in, once it is valid."""
        told = dict(self.cleaned_data)
        return StepPlan(length=timedelta(minutes=told.pop("minutes")), **told)


def _initial_of(step: Step) -> dict[str, Any]:
    same = ("title", "kind", "text", "sound", "has_chat")
    return {name: getattr(step, name) for name in same} | {"minutes": step.length // timedelta(minutes=1)}
