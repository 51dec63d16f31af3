"""What is filled in about the words that a group watches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.messaging.models import WatchedWord
from apps.messaging.rules.watching import LONGEST_WORD

KINDS = {
    WatchedWord.Kind.WORD.value: _("As whole words, whatever the case, accents and simple disguises."),
    WatchedWord.Kind.BEGINNING.value: _("At least three letters: “gambl” finds gambling and gambler."),
    WatchedWord.Kind.ADDRESS.value: _("For example example.org, with all that belongs to it."),
    WatchedWord.Kind.LINK.value: _("Leave the word empty. A site that you name counts before this."),
}
EFFECTS = {
    WatchedWord.Effect.ASK.value: _("They can change it, or send it all the same."),
    WatchedWord.Effect.MARK.value: _("Everybody reads it at once; it is in your queue."),
    WatchedWord.Effect.HOLD.value: _("Its author is told so, and everybody else reads it when you let it stand."),
}


class WatchForm(forms.Form):
    """One thing to watch, and what happens to a message that holds it."""

    kind = forms.ChoiceField(
        label=_("What to look for"),
        choices=WatchedWord.Kind.choices,
        initial=WatchedWord.Kind.WORD,
        widget=Choices(more=KINDS),
    )
    word = forms.CharField(
        label=_("The word, or the site"),
        max_length=LONGEST_WORD,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("That is too long. A word or a short phrase works best.")},
    )
    effect = forms.ChoiceField(
        label=_("What happens"),
        choices=WatchedWord.Effect.choices,
        initial=WatchedWord.Effect.MARK,
        widget=Choices(more=EFFECTS),
    )

    def clean(self) -> dict[str, Any]:
        """Say it when there is nothing to look for."""
        given = super().clean() or self.cleaned_data
        if not self.errors and given["kind"] != WatchedWord.Kind.LINK and not given["word"].strip():
            self.add_error("word", _("Please write the word, or the site."))
        return given
