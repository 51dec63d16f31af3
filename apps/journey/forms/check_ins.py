"""What somebody taps in a check-in, and the list they choose from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Chips
from apps.journey.forms.fields import few_words
from apps.journey.models import CheckIn
from apps.journey.models.check_ins import LONGEST_NOTE
from apps.journey.services.check_ins import Felt


class CheckInForm(forms.Form):
    """How it is, what is going on, and a few words."""

    feeling = forms.ChoiceField(label=_("How is it right now?"), choices=CheckIn.Feeling, widget=forms.RadioSelect)
    going_on = forms.MultipleChoiceField(label=_("What is going on?"), required=False, widget=Chips)
    note = few_words(_("A few words, if you like"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, data: Any, choices: list[str], present: CheckIn | None = None) -> None:
        before = list(present.going_on) if present else []
        given = {"feeling": present.feeling, "going_on": before, "note": present.note} if present else {}
        super().__init__(data, initial=given)
        # What was chosen once stays on offer here, also when the list has changed.
        offered = [*choices, *(word for word in before if word not in choices)]
        self.fields["going_on"].choices = [(word, word) for word in offered]  # type: ignore[attr-defined]  # a choice field

    @property
    def felt(self) -> Felt:
        return Felt(**self.cleaned_data)


class ChoicesForm(forms.Form):
    """The short list of what may be going on."""

    words = few_words(
        _("One on each line"), rows=10, required=False, max_length=1000, help_text=_("Left empty, ours is there again.")
    )
