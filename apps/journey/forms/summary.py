"""What a member puts together for a professional: nothing is chosen beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.journey.forms.fields import few_words
from apps.journey.services.summary import Chosen, Offered

LONGEST_WORDS = 6000
SPANS = [
    ("0", _("None")),
    ("14", _("Of the last two weeks")),
    ("28", _("Of the last four weeks")),
    ("91", _("Of the last three months")),
]


class SummaryForm(forms.Form):
    """Each piece by itself; only what somebody keeps is asked about."""

    words = few_words(
        _("In your own words"),
        rows=6,
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("For example: what brings you, what helps, what does not, what you want to ask."),
    )
    milestones = forms.MultipleChoiceField(
        label=_("Days that count for you"), required=False, widget=forms.CheckboxSelectMultiple
    )
    has_slips = forms.BooleanField(
        label=_("With how many days, the days that were hard, and what you wrote about them"), required=False
    )
    days = forms.ChoiceField(label=_("Check-ins"), choices=SPANS, required=False, widget=forms.RadioSelect)
    has_going_on = forms.BooleanField(label=_("With what was going on"), required=False)
    has_notes = forms.BooleanField(label=_("With your notes"), required=False)
    good_things = forms.MultipleChoiceField(label=_("Good things"), required=False, widget=forms.CheckboxSelectMultiple)
    plan = forms.MultipleChoiceField(
        label=_("Parts of your safety plan"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, offered: Offered) -> None:
        super().__init__(data, initial={"days": "0"})
        for name in ("milestones", "good_things", "plan"):
            self._offer(name, getattr(offered, name))
        if not offered.milestones:
            del self.fields["has_slips"]
        if not offered.has_check_ins:
            for name in ("days", "has_going_on", "has_notes"):
                del self.fields[name]

    @property
    def chosen(self) -> Chosen:
        """What was chosen, once it is valid."""
        given = self.cleaned_data
        return Chosen(**(given | {"days": int(given.get("days") or 0)}))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields[name]
