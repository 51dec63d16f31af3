"""One meeting that differs from its series."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.meetings.forms.fields import FURTHEST, LONGEST, SHORTEST, DateInput, NumberInput, SeenForm, TimeInput
from apps.meetings.models import Meeting
from apps.meetings.rules.recurrence import first_instant
from apps.meetings.services.single_meetings import MeetingPlan, state_of


class OccurrenceForm(SeenForm):
    """One meeting by the series' clock."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    local_time = forms.TimeField(label=_("Time on the wall"), widget=TimeInput)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=NumberInput,
    )
    own_title = forms.CharField(
        label=_("Another title for this time"), help_text=_("Empty: the usual one."), max_length=80, required=False
    )
    own_description = forms.CharField(
        label=_("What will happen this time"),
        help_text=_("Empty: the same as always."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, meeting: Meeting) -> None:
        self.zone = ZoneInfo(meeting.series.time_zone)
        local = meeting.starts_at.astimezone(self.zone)
        initial = {
            "day": local.date(),
            "local_time": local.time(),
            "minutes": (meeting.ends_at - meeting.starts_at) // timedelta(minutes=1),
            "own_title": meeting.own_title,
            "own_description": meeting.own_description,
            "seen": state_of(meeting),
        }
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if not {"day", "local_time", "minutes"} & set(self.errors):
            now = timezone.now()
            if self.starts_at <= now:
                self.add_error("day", _("This moment is over. Please choose one to come."))
            elif self.starts_at > now + FURTHEST:
                self.add_error("day", _("This is more than two years away. Please look at the year again."))
        return cleaned

    @property
    def starts_at(self) -> datetime:
        local = datetime.combine(self.cleaned_data["day"], self.cleaned_data["local_time"])
        return first_instant(local.replace(second=0, microsecond=0), self.zone)

    def plan(self) -> MeetingPlan:
        """Return what was filled in, once it is valid."""
        told = self.cleaned_data
        return MeetingPlan(
            starts_at=self.starts_at,
            duration=timedelta(minutes=told["minutes"]),
            own_title=told["own_title"],
            own_description=told["own_description"],
        )
