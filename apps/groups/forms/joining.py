"""What somebody fills in to come into a group, or asks when they make an invitation."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ChipChoice
from apps.groups.errors import AliasLooksLikeName, AliasUnusable
from apps.groups.forms.fields import AgreementField, AliasField, as_problem
from apps.groups.models import Group, Joining, Membership
from apps.groups.rules import aliases
from apps.groups.services.admission import Wish
from apps.groups.services.join_requests import LONGEST_ANSWER


class AsksForAlias(forms.Form):
    """A form with `alias` and `is_sure`: what cannot be used is said at once, a full name is asked about once."""

    # Of the person who chooses, so that an alias does not repeat it.
    email = ""

    def clean_alias(self) -> str:
        is_sure = bool(self.data.get("is_sure"))
        try:
            return aliases.require_usable(self.cleaned_data["alias"], may_look_like_name=is_sure, email=self.email)
        except AliasLooksLikeName as error:
            self.fields["is_sure"].widget = forms.CheckboxInput()
            raise as_problem(error) from error
        except AliasUnusable as error:
            raise as_problem(error) from error


class JoinForm(AsksForAlias):
    """An alias, the agreement, and the group's questions where it asks some; each question can be passed."""

    alias = AliasField(
        help_text=_(
            "Only people in this group see it. A word or two that are not your name, like “Fern” or “Marsh Fox”. "
            "You can change it later."
        )
    )

    def __init__(
        self,
        data: Any,
        group: Group,
        *,
        email: str = "",
        former: Membership | None = None,
        suggestion: str = "",
        asks: bool | None = None,
    ) -> None:
        super().__init__(data, initial={"alias": suggestion})
        self.present_agreement, self.former, self.email = group.agreement, former, email
        self.is_asking = group.joining == Joining.REQUEST if asks is None else asks
        if former:
            # Who returns is who they were.
            del self.fields["alias"]
        else:
            self.fields["is_sure"] = forms.BooleanField(
                label=_("This is not my real name, or I am sure"), required=False, widget=forms.HiddenInput
            )
        self.questions = list(group.join_questions.all()) if self.is_asking else []
        for place, question in enumerate(self.questions):
            self.fields[f"answer_{place}"] = _answer_field(question.text)
        if self.present_agreement:
            self.fields["agreement"] = AgreementField(self.present_agreement.version)

    @property
    def wish(self) -> Wish:
        chosen = self.cleaned_data
        return Wish(
            chosen.get("alias", ""), chosen.get("agreement", 0), may_look_like_name=chosen.get("is_sure", False)
        )

    @property
    def answers(self) -> list[str]:
        return [self.cleaned_data[f"answer_{place}"] for place in range(len(self.questions))]


def _answer_field(question: str) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=question, max_length=LONGEST_ANSWER, required=False, widget=area)


class AliasForm(AsksForAlias):
    """Another alias for the member with this e-mail address."""

    alias = AliasField(help_text=_("Everything you said here will stand under the new one."))
    is_sure = forms.BooleanField(
        label=_("This is not my real name, or I am sure"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, email: str, alias: str) -> None:
        super().__init__(data, initial={"alias": alias})
        self.email = email


class InvitationForm(forms.Form):
    """How long an invitation works, and for how many."""

    days = forms.TypedChoiceField(
        label=_("It works for"),
        choices=[(1, _("one day")), (7, _("one week")), (30, _("one month"))],
        coerce=int,
        initial=7,
        widget=ChipChoice,
    )
    uses = forms.IntegerField(
        label=_("How many people may use it"),
        min_value=1,
        max_value=50,
        initial=1,
        help_text=_("One is safest: a link that is passed on opens no second door."),
    )

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])
