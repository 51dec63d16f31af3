"""Handing a group over, becoming one with another, and ending it."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.public_ids import PublicIdConverter
from apps.groups.models import Membership

NO_SUCH_GROUP = _("We find no such group. Please copy the address of its page once more.")
_ID = re.compile(f"({PublicIdConverter.regex})")
_IN_ADDRESS = re.compile(f"/groups/({PublicIdConverter.regex})/")


class HandingOverForm(forms.Form):
    """Who is asked to own the group."""

    to = forms.ChoiceField(label=_("Who could own it"), help_text=_("Whoever is no longer new here can be asked."))

    def __init__(self, data: Any, *, able: QuerySet[Membership]) -> None:
        super().__init__(data)
        chosen = self.fields["to"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - for the type checker: it is made so above
        chosen.choices = [("", "—"), *able.values_list("public_id", "alias")]


class MergingForm(forms.Form):
    """Which group is asked to become one with this one."""

    other = forms.CharField(
        label=_("The address of the other group’s page"),
        max_length=200,
        help_text=_("Open its page and copy the address. Only a group whose page you can see can be asked."),
    )

    def clean_other(self) -> str:
        """Return the public id in what was typed."""
        typed = self.cleaned_data["other"].strip()
        found = _IN_ADDRESS.search(typed) or _ID.fullmatch(typed)
        if found is None:
            raise forms.ValidationError(NO_SUCH_GROUP)
        return found[1]


class EndingForm(forms.Form):
    """A tick before everything of a group goes."""

    is_sure = forms.BooleanField(label=_("I know that everybody is told, and that it cannot be undone after 14 days"))
