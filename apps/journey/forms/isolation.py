"""What somebody fills in who wants to notice isolation in time: how often, the three questions, and a rule."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ChipChoice, Choices
from apps.journey.models import LonelinessAnswer, Noticing, TellingRule
from apps.journey.services.circle import Offered
from apps.journey.services.noticing import Wish


class NoticingForm(forms.Form):
    """How often the questions come."""

    weeks = forms.ChoiceField(
        label=_("How often I want to be asked"),
        choices=Noticing.Rhythm,
        initial=Noticing.Rhythm.FOUR,
        widget=ChipChoice,
        help_text=_("Here on this site, in the morning, and never in your quiet hours. Letting it pass is fine."),
    )
    goes_outside = forms.BooleanField(
        label=_("Also by mail or push, when I am away"),
        required=False,
        help_text=_("In neutral words: “You have a reminder”."),
    )

    def __init__(self, data: Any, present: Noticing | None = None) -> None:
        super().__init__(
            data, initial={"weeks": present.weeks, "goes_outside": present.goes_outside} if present else {}
        )

    @property
    def wish(self) -> Wish:
        return Wish(**self.cleaned_data)


def _question(words: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=words, choices=LonelinessAnswer.Often, coerce=int, widget=ChipChoice, empty_value=None
    )


class ThreeQuestionsForm(forms.Form):
    """The published items and answers; their source and the rights in them: `rules/isolation.py`."""

    companionship = _question(_("How often do you feel that you lack companionship?"))
    left_out = _question(_("How often do you feel left out?"))
    isolated = _question(_("How often do you feel isolated from others?"))

    @property
    def answers(self) -> list[int]:
        return [self.cleaned_data[name] for name in ("companionship", "left_out", "isolated")]


class RuleForm(forms.Form):
    """Whom somebody lets know, and when."""

    told = forms.ChoiceField(label=_("Who is told"), widget=Choices)
    condition = forms.ChoiceField(label=_("When"), choices=TellingRule.Condition, widget=Choices)

    def __init__(self, data: Any, offered: Sequence[Offered]) -> None:
        super().__init__(data)
        self.fields["told"].choices = [  # type: ignore[attr-defined]  # a choice field
            (one.group.name, [(member.public_id, member.alias) for member in one.members])
            for one in offered
            if one.members
        ]
