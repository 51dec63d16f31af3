"""What somebody says of a day that counts for them, and of days that were hard."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.journey.forms.fields import QUIET, day_field, few_words
from apps.journey.models import Milestone
from apps.journey.models.check_ins import LONGEST_NOTE
from apps.journey.models.milestones import LONGEST_NAME
from apps.journey.services.milestones import Told
from apps.journey.services.slips import HardTime, Slip

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

    name = forms.CharField(label=_("Your words for it"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs=QUIET))

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
