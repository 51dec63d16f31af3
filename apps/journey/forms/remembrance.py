"""On which page of memory a group is asked for a day that somebody keeps for themself."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.messaging.models import Message, RememberedDay


class HoldingForm(forms.Form):
    """A page of memory, and what day it is."""

    page = forms.ChoiceField(label=_("Whose page of memory"), widget=Choices)
    occasion = forms.ChoiceField(
        label=_("What day is it?"), choices=RememberedDay.Occasion.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any, pages: Sequence[Message]) -> None:
        super().__init__(data)
        names = [(page.public_id, f"{page.memorial.name}, {page.room.group.name}") for page in pages if page.memorial]
        self.fields["page"].choices = names  # type: ignore[attr-defined]  # a choice field

    @property
    def as_asked(self) -> dict[str, str]:
        return {"page_id": self.cleaned_data["page"], "occasion": self.cleaned_data["occasion"]}
