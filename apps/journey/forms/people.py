"""What somebody fills in about their people, their boundaries, and whom they would ask for company."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ChipChoice, Choices, ManyChoices
from apps.journey.forms.fields import day_field, few_words, line_field
from apps.journey.models import Boundary, CloseOne
from apps.journey.models.check_ins import LONGEST_NOTE
from apps.journey.services.circle import Circle, Offered
from apps.journey.services.close_ones import AboutThem
from apps.journey.services.own_words import Line

_ABOUT_THEM = ("name", "who", "reach", "note", "last_on", "rhythm", "goes_outside")


class CloseOneForm(forms.Form):
    """Somebody outside Beside: a name is enough."""

    name = line_field(_("What you call them"))
    who = line_field(
        _("Who they are to you"), required=False, help_text=_("For example: my sister; the neighbour upstairs.")
    )
    reach = line_field(
        _("How to reach them"), required=False, help_text=_("A number, an address, a time that suits them.")
    )
    note = few_words(_("A note, if you like"), required=False, max_length=LONGEST_NOTE)
    last_on = day_field(_("When you were last in touch"), required=False)
    rhythm = forms.ChoiceField(
        label=_("A gentle word to reach out"),
        choices=CloseOne.Rhythm,
        initial=CloseOne.Rhythm.NEVER,
        help_text=_("Here on this site, in the morning, and never in your quiet hours. Letting it pass is fine."),
    )
    goes_outside = forms.BooleanField(
        label=_("Also by mail or push, when I am away"),
        required=False,
        help_text=_("In neutral words that name nobody."),
    )

    def __init__(self, data: Any, present: CloseOne | None = None) -> None:
        super().__init__(data, initial={name: getattr(present, name) for name in _ABOUT_THEM} if present else {})

    @property
    def about(self) -> AboutThem:
        return AboutThem(**self.cleaned_data)


class StartersForm(forms.Form):
    """One's own words to begin with."""

    words = few_words(_("My own, one on each line"), rows=6, required=False, max_length=7000)


class BoundaryForm(forms.Form):
    """What one will or will not talk about, and how to say it."""

    kind = forms.ChoiceField(
        label=_("Which is it?"), choices=Boundary.Kind, initial=Boundary.Kind.UNWILLING, widget=ChipChoice
    )
    about = line_field(_("About what"), help_text=_("For example: the trial; how I feel at night; money."))
    words = few_words(_("How I can say it, if you like"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, data: Any, present: Boundary | None = None) -> None:
        names = ("kind", "about", "words")
        super().__init__(data, initial={name: getattr(present, name) for name in names} if present else {})

    @property
    def line(self) -> Line:
        return Line(**self.cleaned_data)


class CircleForm(forms.Form):
    """Who is told when somebody could use company."""

    members = forms.MultipleChoiceField(
        label=_("Members I would like to hear from, five at most"), required=False, widget=ManyChoices
    )
    has_partners = forms.BooleanField(
        label=_("Whoever has a pact with me then"),
        required=False,
        help_text=_("My mentors, and whom I accompany, too."),
    )
    welcomers_of = forms.ChoiceField(label=_("And those who welcome people"), required=False, widget=Choices)

    def __init__(self, data: Any, offered: Sequence[Offered], present: Circle) -> None:
        names = ("members", "welcomers_of", "has_partners")
        super().__init__(data, initial={name: getattr(present, name) for name in names})
        members, groups = self.fields["members"], self.fields["welcomers_of"]
        members.choices = [  # type: ignore[attr-defined]  # a choice field
            (one.group.name, [(member.public_id, member.alias) for member in one.members])
            for one in offered
            if one.members
        ]
        groups.choices = [("", _("Nobody more")), *((one.group.public_id, one.group.name) for one in offered)]  # type: ignore[attr-defined]  # a choice field

    @property
    def circle(self) -> Circle:
        return Circle(**self.cleaned_data)
