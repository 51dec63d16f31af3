"""What somebody wants to tell others of their own way, and where."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.journey.forms.fields import few_words
from apps.journey.services.sharing import Place

LONGEST_MESSAGE = 4000


class ShareForm(forms.Form):
    """Words and a place."""

    words = few_words(_("What they will read"), rows=4, max_length=LONGEST_MESSAGE)
    place = forms.ChoiceField(label=_("Where"), widget=Choices)

    def __init__(self, data: Any, places: Sequence[Place], words: str) -> None:
        super().__init__(data, initial={"words": words})
        self.fields["place"].choices = [(place.key, place.name) for place in places]  # type: ignore[attr-defined]  # a choice field

    def with_more(self, more: str, places: Sequence[Place]) -> "ShareForm":
        """Return the same with this put beneath the words, to be looked at; nothing that was chosen is lost."""
        words = f"{self.data.get('words', '').rstrip()}\n{more}".strip()
        again = ShareForm(None, places, words)
        again.initial["place"] = self.data.get("place")
        return again
