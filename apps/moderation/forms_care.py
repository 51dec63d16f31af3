"""What whoever looks after somebody fills in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ManyChoices
from apps.moderation.models import Concern
from apps.moderation.rules.care import Step
from apps.moderation.rules.words import LONGEST

STEP_WORDS = {
    Step.READ: _("I read what they said, and what came before"),
    Step.ASKED: _("I asked whether they are safe just now"),
    Step.SHOWN: _("I showed them who answers in their country"),
    Step.AGREED: _("We agreed on what happens next"),
}


class CareWordForm(forms.Form):
    """Words to the member."""

    prefix = "word"
    words = forms.CharField(
        label=_("Your words to them"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        initial=_(
            "I read what you wrote, and I am glad that you said it. Are you safe just now? I will do nothing without "
            "telling you first. If you like, tell me here in the group, or write to me."
        ),
    )


class StepsForm(forms.Form):
    """What was done so far."""

    prefix = "steps"
    steps = forms.MultipleChoiceField(
        label=_("What I did"),
        choices=[(step.value, words) for step, words in STEP_WORDS.items()],
        widget=ManyChoices,
        required=False,
    )


class ClosingForm(forms.Form):
    """How it ends."""

    prefix = "ending"
    note = forms.CharField(
        label=_("A note for those who look after the group"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sealed. What happened is enough; do not repeat what they said."),
    )
    asks_again = forms.BooleanField(
        label=_("Remind me tomorrow to ask how they are"),
        required=False,
        initial=True,
        help_text=_("Take this away when the words were not meant so."),
    )


class ReasonForm(forms.Form):
    """Why a card should be opened; the member reads it."""

    prefix = "card"
    reason = forms.CharField(
        label=_("Why the card should be opened"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read this when it is opened."),
    )


class CardForm(forms.Form):
    """What somebody writes for the worst case."""

    words = forms.CharField(
        label=_("Who can be called, and what helps"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        help_text=_("Left empty, there is no card."),
    )


def forms_about(concern: Concern, data: Any = None, act: str = "") -> dict[str, forms.Form]:
    """Return the forms of the page; the one that was sent holds what was typed."""
    return {
        "word_form": CareWordForm(data if act == "tell" else None),
        "steps_form": StepsForm(data if act == "steps" else None, initial={"steps": concern.steps}),
        "closing_form": ClosingForm(data if act == "close" else None),
        "reason_form": ReasonForm(data if act == "ask_card" else None),
    }
