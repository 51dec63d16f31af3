"""In which group somebody wants to meet people at a similar point."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.groups.models import Membership
from apps.journey.models import Milestone, PeerPlace


class PeersForm(forms.Form):
    """A group, and where there were hard days, which days count."""

    group = forms.ChoiceField(label=_("In which group"), widget=Choices)

    def __init__(self, data: Any, members: Sequence[Membership], milestone: Milestone) -> None:
        super().__init__(data)
        places = [(member.group.public_id, member.group.name) for member in members]
        self.fields["group"].choices = places  # type: ignore[attr-defined]  # a choice field
        if milestone.slips:
            self.fields["counts_from"] = forms.ChoiceField(
                label=_("Which days count here"),
                choices=PeerPlace.CountsFrom,
                widget=forms.RadioSelect,
                help_text=_("As you see it. Both are true, and nobody else is shown which one you took."),
            )

    @property
    def counts_from(self) -> str:
        return str(self.cleaned_data.get("counts_from", PeerPlace.CountsFrom.BEGINNING))
