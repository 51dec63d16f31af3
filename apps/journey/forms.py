"""What somebody fills in on their own way; everything but the first tap can be passed."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ChipChoice, Chips
from apps.journey.models import CheckIn, GoodThing, Milestone
from apps.journey.models.check_ins import LONGEST_NOTE
from apps.journey.models.good_things import LONGEST_WORDS
from apps.journey.models.milestones import LONGEST_NAME
from apps.journey.rules.days import EARLIEST, LATEST
from apps.journey.services.check_ins import Felt
from apps.journey.services.good_things import Good
from apps.journey.services.milestones import Told
from apps.journey.services.slips import HardTime, Slip

_QUIET = {"autocomplete": "off"}
_LOOK_AT_YEAR = _("Please look at the year once more.")


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for a day that lies within living memory, or soon."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", **_QUIET}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST, _LOOK_AT_YEAR), MaxValueValidator(LATEST, _LOOK_AT_YEAR)],
        error_messages={"invalid": _("That is no date. Write it as 2026-11-22.")},
        **options,
    )


def few_words(label: Any, rows: int = 2, **options: Any) -> forms.CharField:
    """Return a field for several lines, which browsers do not fill in by themselves."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows, **_QUIET}), **options)


class CheckInForm(forms.Form):
    """How it is, what is going on, and a few words."""

    feeling = forms.ChoiceField(label=_("How is it right now?"), choices=CheckIn.Feeling, widget=forms.RadioSelect)
    going_on = forms.MultipleChoiceField(label=_("What is going on?"), required=False, widget=Chips)
    note = few_words(_("A few words, if you like"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, data: Any, choices: list[str], present: CheckIn | None = None) -> None:
        before = list(present.going_on) if present else []
        given = {"feeling": present.feeling, "going_on": before, "note": present.note} if present else {}
        super().__init__(data, initial=given)
        # What was chosen once stays on offer here, also when the list has changed.
        offered = [*choices, *(word for word in before if word not in choices)]
        self.fields["going_on"].choices = [(word, word) for word in offered]  # type: ignore[attr-defined]  # a choice field

    @property
    def felt(self) -> Felt:
        return Felt(**self.cleaned_data)


class ChoicesForm(forms.Form):
    """The short list of what may be going on."""

    words = few_words(
        _("One on each line"), rows=10, required=False, max_length=1000, help_text=_("Left empty, ours is there again.")
    )


DAY_OF = {
    Milestone.Kind.FREE: _("The first day"),
    Milestone.Kind.SINCE: _("The day it happened"),
    Milestone.Kind.REMEMBRANCE: _("The day"),
    Milestone.Kind.GOAL: _("By when"),
}
EXAMPLE_OF = {
    Milestone.Kind.FREE: _("For example: without a drink; without betting; sober."),
    Milestone.Kind.SINCE: _("For example: since my surgery; since I moved; since I told somebody."),
    Milestone.Kind.REMEMBRANCE: _("For example: Mum’s birthday; the day he died. It comes back every year."),
    Milestone.Kind.GOAL: _("For example: sleep in my own bed; call my brother; walk to the sea."),
}


class MilestoneForm(forms.Form):
    """One milestone; which fields there are depends on its kind."""

    name = forms.CharField(label=_("Your words for it"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs=_QUIET))

    def __init__(self, data: Any, kind: str, present: Milestone | None = None) -> None:
        names = ("name", "day", "reached_on", "shows_number")
        super().__init__(data, initial={name: getattr(present, name) for name in names} if present else {})
        self.fields["name"].help_text = EXAMPLE_OF[Milestone.Kind(kind)]
        is_goal, is_remembrance = kind == Milestone.Kind.GOAL, kind == Milestone.Kind.REMEMBRANCE
        self.fields["day"] = day_field(DAY_OF[Milestone.Kind(kind)], required=not is_goal)
        if is_goal:
            self.fields["reached_on"] = day_field(_("Reached on"), required=False)
        elif not is_remembrance:
            self.fields["day"].help_text = _("It may lie as far back as you want.")
            self.fields["shows_number"] = forms.BooleanField(
                label=_("Show the number of days"), required=False, initial=True
            )

    @property
    def told(self) -> Told:
        return Told(**self.cleaned_data)


class SlipForm(forms.Form):
    """A day that was hard, or several."""

    on = day_field(_("The day"))
    until = day_field(_("The last day, if it was more than one"), required=False)
    note = few_words(_("A few words, if you like"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, data: Any, *, today: date, present: Slip | None = None) -> None:
        given: dict[str, Any] = {"on": today}
        if present:
            until = None if present.is_one_day else present.until
            given = {"on": present.on, "until": until, "note": present.note}
        super().__init__(data, initial=given)

    @property
    def hard_time(self) -> HardTime:
        return HardTime(**self.cleaned_data)


class GoodThingForm(forms.Form):
    """Something good."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=GoodThing.Kind, initial=GoodThing.Kind.THANKS, widget=ChipChoice
    )
    words = few_words(_("Your words"), rows=3, max_length=LONGEST_WORDS)

    def __init__(self, data: Any, present: GoodThing | None = None) -> None:
        super().__init__(data, initial={"kind": present.kind, "words": present.words} if present else {})

    @property
    def good(self) -> Good:
        return Good(**self.cleaned_data)
