"""What somebody writes into one part of their safety plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from apps.care.models.plans import LONGEST_PART
from apps.care.rules.plans import PlanPart, mark_of


class PartForm(forms.Form):
    """The words of one part, and the mark of those that the page was drawn from."""

    words = forms.CharField(
        required=False,
        max_length=LONGEST_PART,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "autocapitalize": "sentences"}),
    )
    drawn_from = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any, part: PlanPart, words: str) -> None:
        super().__init__(data, initial={"words": words, "drawn_from": mark_of(words)})
        self.fields["words"].label = gettext(part.asks)
        self.fields["words"].help_text = gettext(part.example)

    def refuse(self, present: str, why: str) -> None:
        """Say beside the words why they are not kept; sent once more they take the place of those that stand there."""
        self.data = {"words": self.data.get("words", ""), "drawn_from": mark_of(present)}
        self.add_error("words", why)
