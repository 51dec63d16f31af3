"""What somebody fills in about a pact: asking for one, their own hours, a day, and how many they can hold."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ChipChoice, Chips
from apps.journey.forms.fields import day_field, few_words
from apps.journey.models import Pact, PactDay, PactPlaces, PactSide
from apps.journey.models.pacts import LONGEST_AIM, LONGEST_OFFER, LONGEST_PLEDGE, LONGEST_WORD
from apps.journey.services.pact_asking import OwnPart, Wish
from apps.journey.services.pact_days import SaidOfDay
from apps.journey.services.pact_places import MOST, Offer
from apps.journey.services.pact_terms import Terms

_OWN = ("starts_at", "ends_at", "agrees_to_nudges")
FOUR_WEEKS = timedelta(weeks=4)


def _clock(label: Any, **options: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("That is no time. Write it as 19:30.")},
        **options,
    )


class OwnPartForm(forms.Form):
    """What one of the two sets for themself; a mentor, who writes nothing, has no hours."""

    starts_at = _clock(_("I look back from"), help_text=_("By the clock where you are."))
    ends_at = _clock(_("Until"), help_text=_("An earlier time is the next morning’s."))
    agrees_to_nudges = forms.BooleanField(
        label=_("A quiet day may be told"),
        required=False,
        help_text=_(
            "When one of you has not looked back by then, the other one gets a kind, neutral word. Only while you both "
            "tick this, never in quiet hours, and never in a pause."
        ),
    )

    def __init__(self, data: Any, present: PactSide | None = None, *, has_hours: bool = True) -> None:
        side = present or PactSide()
        super().__init__(data, initial={name: getattr(side, name) for name in _OWN})
        if not has_hours:
            del self.fields["starts_at"], self.fields["ends_at"]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        if chosen.get("starts_at") is not None and chosen.get("starts_at") == chosen.get("ends_at"):
            self.add_error("ends_at", _("Please choose another time: these hours end where they begin."))
        return chosen

    @property
    def own(self) -> OwnPart:
        return OwnPart(**{name: self.cleaned_data[name] for name in _OWN if name in self.cleaned_data})


class AskingForm(OwnPartForm):
    """What a pact is to be about, on which days, and until when."""

    aim = forms.CharField(
        label=_("What for, in your words"),
        max_length=LONGEST_AIM,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For example: write before, not after; go out once a day; sleep at eleven."),
    )
    days = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        widget=Chips,
        help_text=_("All of them, some, or one a week."),
    )
    review_on = day_field(_("Until when"), help_text=_("On this day you are both asked whether it goes on or ends."))
    field_order = ("aim", "days", "review_on", *_OWN)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.initial.update(days=list(WEEKDAYS), review_on=today + FOUR_WEEKS)

    def wish(self, kind: str) -> Wish:
        """Return what is asked for, of this kind."""
        return Wish(**{name: self.cleaned_data[name] for name in ("aim", "days", "review_on")}, kind=kind)


class TermsForm(AskingForm):
    """Other terms for a pact that stands; of the hours, only the proposer's own."""

    prefix = "terms"
    agrees_to_nudges = None  # type: ignore[assignment]  # Django's way to leave a field out

    def __init__(self, data: Any, pact: Pact, side: PactSide, *, today: date, has_hours: bool) -> None:
        super().__init__(data, today=today)
        soonest = max(pact.review_on, today + FOUR_WEEKS)
        self.initial.update(aim=pact.aim, days=pact.days, review_on=soonest)
        self.initial.update(starts_at=side.starts_at, ends_at=side.ends_at)
        if not has_hours:
            del self.fields["starts_at"], self.fields["ends_at"]

    @property
    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)


class DayForm(forms.Form):
    """What one means to do today, and how it went."""

    pledge = few_words(_("What I mean to do today"), required=False, max_length=LONGEST_PLEDGE)
    how = forms.ChoiceField(
        label=_("In the evening: how it went"), choices=PactDay.How, required=False, widget=ChipChoice
    )
    note = few_words(_("A few words, if you like"), required=False, max_length=LONGEST_WORD)

    def __init__(self, data: Any, present: PactDay | None = None) -> None:
        names = ("pledge", "how", "note")
        super().__init__(data, initial={name: getattr(present, name) for name in names} if present else {})

    @property
    def said(self) -> SaidOfDay:
        return SaidOfDay(**self.cleaned_data)


_NUMBERS = [(number, str(number)) for number in range(MOST + 1)]


class PlacesForm(forms.Form):
    """How many somebody can hold, and whether they accompany others as a mentor."""

    pacts = forms.TypedChoiceField(
        label=_("How many pacts I can hold in this group"),
        coerce=int,
        choices=_NUMBERS,
        widget=ChipChoice,
        help_text=_("Nobody can ask you for more. With 0 nobody can ask you at all. What stands already stays."),
    )
    mentees = forms.TypedChoiceField(
        label=_("How many I would accompany as a mentor"),
        coerce=int,
        choices=_NUMBERS,
        widget=ChipChoice,
        help_text=_("With 0 you are not in the list of mentors. Nobody sees this number."),
    )
    offer = few_words(
        _("A sentence about what you offer, which the group reads"), required=False, max_length=LONGEST_OFFER
    )

    def __init__(self, data: Any, present: PactPlaces) -> None:
        super().__init__(data, initial={name: getattr(present, name) for name in ("pacts", "mentees", "offer")})

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        if chosen.get("mentees") and not chosen.get("offer", "").strip():
            self.add_error("offer", _("A sentence helps others to know whom they ask."))
        return chosen

    @property
    def places(self) -> Offer:
        return Offer(**self.cleaned_data)
