"""An activity that a member offers: a series with what matters to one person and those who come along."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core.forms import Choices
from apps.groups.models import Group
from apps.meetings.forms.series import PLAIN, SeriesForm
from apps.meetings.models import ACTIVITIES, Format, MeetingSeries
from apps.meetings.services.series import SeriesPlan

# What is for those who plan the group's meetings.
FOR_PLANNERS = ("script", "hosts", "hosts_may_share_screens", "language", "outside_url")
WAYS = (Format.PERSON, Format.VOICE, Format.VIDEO, Format.CHAT)


class ActivityForm(SeriesForm):
    """The usual case is once, in person."""

    description = forms.CharField(
        label=_("What is it"),
        help_text=_(
            "What you would do together, how long, and what to bring. Leave the place out: it has a line of its own."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(
        label=_("What kind of activity"), choices=[(one.value, one.label) for one in ACTIVITIES], widget=Choices
    )
    format = forms.ChoiceField(
        label=_("How people meet"), choices=[(one.value, one.label) for one in WAYS], widget=Choices
    )
    place = forms.CharField(
        label=_("Place"),
        help_text=_(
            "Where you meet in person: best where other people are, and never at home. It is sealed. Who says yes sees it, "
            "nobody else; it stands in no list, mail or calendar."
        ),
        max_length=200,
        required=False,
    )
    is_open_to_newcomers = forms.BooleanField(
        label=_("Newcomers may come too"), help_text=_("Members alone see it, in any case."), required=False
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        group: Group,
        offerer: str,
        series: MeetingSeries | None = None,
    ) -> None:
        self.offerer = offerer
        super().__init__(data, group=group, series=series)
        for name in FOR_PLANNERS:
            del self.fields[name]
        self.fields["format"].initial, self.fields["kind"].initial = Format.PERSON, ACTIVITIES[0]
        self.fields["repeats"].initial = "once"

    def clean_place(self) -> str:
        place: str = self.cleaned_data["place"]
        if place and self.cleaned_data.get("format") not in {None, Format.PERSON}:
            raise ValidationError(_("On a screen there is no place. Please choose “In person”, or leave it empty."))
        return place

    def plan(self) -> SeriesPlan:
        """Return what was filled in, hosted by whoever offers it."""
        told = {name: self.cleaned_data[name] for name in PLAIN if name in self.fields}
        return SeriesPlan(**told, **self.when(), hosts=(self.offerer,))
