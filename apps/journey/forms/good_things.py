"""What somebody writes down of something good."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ChipChoice
from apps.journey.forms.fields import few_words
from apps.journey.models import GoodThing
from apps.journey.models.good_things import LONGEST_WORDS
from apps.journey.services.good_things import Good


class GoodThingForm(forms.Form):
    """Something good."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=GoodThing.Kind, initial=GoodThing.Kind.THANKS, widget=ChipChoice
    )
    words = few_words(_("Your words"), rows=3, max_length=LONGEST_WORDS)

    def __init__(self, data: Any, present: GoodThing | None = None) -> None:
        super().__init__(data, initial={"kind": present.kind, "words": present.words} if present else {})

    @property
    def good(self) -> Good:
        return Good(**self.cleaned_data)
