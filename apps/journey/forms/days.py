"""What somebody says in the morning and in the evening, and when they want a word about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.journey.forms.fields import few_words
from apps.journey.models import OwnDay, OwnTimes
from apps.journey.models.own_days import LONGEST_WORDS
from apps.journey.services.own_days import Said, Times


class OwnDayForm(forms.Form):
    """Both can be passed."""

    intention = few_words(
        _("What I mean to do"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("It may be very small: a walk to the corner, one call."),
    )
    look_back = few_words(_("How it was"), rows=3, required=False, max_length=LONGEST_WORDS)

    def __init__(self, data: Any, present: OwnDay) -> None:
        super().__init__(data, initial={"intention": present.intention, "look_back": present.look_back})

    @property
    def said(self) -> Said:
        return Said(**self.cleaned_data)


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}, format="%H:%M")
    wrong = {"invalid": _("That is no time. Write it as 19:30.")}
    return forms.TimeField(label=label, required=False, widget=widget, error_messages=wrong)


class OwnTimesForm(forms.Form):
    """Left empty, no word comes."""

    morning_at = _time(_("In the morning, for what I mean to do"))
    evening_at = _time(_("In the evening, for looking back"))
    goes_outside = forms.BooleanField(
        label=_("Also by mail or push, when I am away"),
        required=False,
        help_text=_("In neutral words: “You have a reminder”."),
    )

    def __init__(self, data: Any, present: OwnTimes) -> None:
        super().__init__(data, initial={name: getattr(present, name) for name in self.base_fields})

    @property
    def times(self) -> Times:
        return Times(**self.cleaned_data)
