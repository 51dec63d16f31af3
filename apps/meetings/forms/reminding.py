"""How long before a meeting somebody wants to be reminded, and where."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Chips
from apps.meetings.models import Channel, ReminderPreference

LEADS = {
    "1440": _("A day before"),
    "60": _("An hour before"),
    "10": _("Ten minutes before"),
    "0": _("When it begins"),
}


def _name(lead: timedelta) -> str:
    return str(lead // timedelta(minutes=1))


class RemindingForm(forms.Form):
    """Nothing chosen is an answer too: no reminder."""

    leads = forms.MultipleChoiceField(label=_("When"), choices=list(LEADS.items()), widget=Chips, required=False)
    channels = forms.MultipleChoiceField(
        label=_("Where"),
        choices=[(Channel.PAGE, _("Here")), (Channel.MAIL, _("By mail")), (Channel.PUSH, _("By push"))],
        widget=Chips,
        required=False,
    )

    def __init__(self, data: Any, *, present: ReminderPreference) -> None:
        super().__init__(data, initial={"leads": [_name(lead) for lead in present.leads], "channels": present.channels})

    @property
    def chosen_leads(self) -> list[timedelta]:
        """Return what was chosen, once it is valid."""
        return [timedelta(minutes=int(name)) for name in self.cleaned_data["leads"]]
