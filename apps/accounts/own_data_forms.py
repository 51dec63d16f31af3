"""What somebody is asked who wants to be gone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices


class ErasureForm(forms.Form):
    """What becomes of the words that others may have answered."""

    words = forms.ChoiceField(
        label=_("What becomes of what you wrote?"),
        choices=[("leave", _("Leave it, without a name")), ("take", _("Take it along"))],
        widget=Choices(
            more={
                "leave": _("Others can still read it; nothing in it leads to you. Names you wrote in it stay."),
                "take": _("Your words are deleted. Others see that something was taken back."),
            }
        ),
    )

    @property
    def takes_words(self) -> bool:
        return bool(self.cleaned_data["words"] == "take")
