"""What a new person is asked: three quiet questions, each of which can be passed."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.forms import DiscreetForm, ZoneField, zone_choices
from apps.accounts.rules.time_zones import place_of, present_name
from apps.accounts.services.clocks import time_there
from apps.core.forms import Chips, Choices
from apps.groups.models import Topic

OTHER = "other"


def _visitor_choices() -> list[tuple[Any, Any]]:
    return [("", gettext("As this device has it")), *zone_choices()[1:]]


class VisitorZoneForm(forms.Form):
    """By which clock a visitor reads times; an empty answer is the device's own."""

    time_zone = ZoneField(required=False, label=_("Show times as they are in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = _visitor_choices  # type: ignore[attr-defined]  # a choice field


class WelcomeForm(forms.Form):
    """Topics, clock and discretion. An empty answer is a passed question, not a mistake."""

    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("What brings you here?"),
        widget=Chips,
        error_messages={"invalid_choice": _("One of these is not on our list any more. Please look again.")},
    )
    clock = forms.ChoiceField(
        required=False, label=_("Is this your time?"), widget=Choices, error_messages=ZoneField().error_messages
    )
    time_zone = ZoneField(required=False, label=_("A place with your time"))
    is_discreet = forms.TypedChoiceField(
        required=False,
        empty_value=None,
        choices=DiscreetForm.base_fields["is_discreet"].choices,  # type: ignore[attr-defined]  # a choice field
        coerce=lambda answer: answer == "yes",
        label=_("Might someone look at your phone?"),
        widget=DiscreetForm.base_fields["is_discreet"].widget,
    )

    def __init__(self, *args: Any, found_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].label_from_instance = lambda topic: topic.shown_name  # type: ignore[attr-defined]  # a choice field
        self.found_zone = present_name(found_zone)
        if not self.found_zone:
            del self.fields["clock"]
            return
        yes = gettext("Yes, %(place)s time") % {"place": place_of(self.found_zone)}
        clock = self.fields["clock"]
        clock.choices = [(self.found_zone, yes), (OTHER, gettext("No, let me choose"))]  # type: ignore[attr-defined]  # a choice field
        clock.initial = self.found_zone

    @property
    def found_time(self) -> str:
        """What the clock shows in the zone that the browser named."""
        return time_there(self.found_zone)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("clock") == OTHER and not answers.get("time_zone") and "time_zone" not in self.errors:
            self.add_error("time_zone", gettext("Please choose a place, or pass on this one."))
        return answers

    @property
    def chosen_zone(self) -> str:
        """The zone the person agreed to or chose; empty when they passed."""
        clock = self.cleaned_data.get("clock", OTHER if not self.found_zone else "")
        return str(self.cleaned_data["time_zone"] if clock == OTHER else clock)
