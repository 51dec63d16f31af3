"""Handing a group over, and ending it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.groups.models import Membership


class HandingOverForm(forms.Form):
    """Who is asked to own the group."""

    to = forms.ChoiceField(label=_("Who could own it"), help_text=_("Whoever is no longer new here can be asked."))

    def __init__(self, data: Any, *, able: QuerySet[Membership]) -> None:
        super().__init__(data)
        chosen = self.fields["to"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - for the type checker: it is made so above
        chosen.choices = [("", "—"), *able.values_list("public_id", "alias")]


class EndingForm(forms.Form):
    """A tick before everything of a group goes."""

    is_sure = forms.BooleanField(label=_("I know that everybody is told, and that it cannot be undone after 14 days"))
