"""What a member lets one supporter see: nothing is chosen beforehand."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.journey.forms.fields import few_words, line_field
from apps.journey.models import SupporterInvitation
from apps.journey.models.check_ins import LONGEST_NOTE
from apps.journey.rules.supporters import LONGEST, WEEK, Piece
from apps.journey.services.supporter_page import Choosable
from apps.journey.services.supporters import Offer

_CHECK_INS = [
    ("", _("None")),
    (Piece.CHECK_INS_TODAY, _("Those of the day")),
    (Piece.CHECK_INS_WEEK, _("Those of the last seven days")),
]
_WITH = [(Piece.GOING_ON, _("What was going on")), (Piece.NOTES, _("Your notes"))]
_OTHERS = [
    (Piece.INTENTION, _("What you mean to do on the day, if you wrote it down")),
    (
        Piece.MEETING,
        _(
            "When your next meeting begins: the time, and neither its name nor whose it is. "
            "By the time alone somebody could find a meeting that is public."
        ),
    ),
]
_AS_IT_IS = ("0", _("As it is"))
_LASTS = [
    ("1", _("A day")),
    (str(WEEK.days), _("A week")),
    ("30", _("A month")),
    (str(LONGEST.days), _("Three months")),
]
_OF_PIECES = ("check_ins", "check_ins_with", "milestones", "boundaries", "plan", "others")


def _pieces(label: Any, choices: Any = (), **options: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget, **options)


class SupporterForm(forms.Form):
    """Each piece by itself; of what somebody keeps nothing of they are not asked."""

    name = line_field(_("Who it is for"), help_text=_("In your own words, for your list alone: they do not see it."))
    note = few_words(
        _("A few words to them, if you like"),
        rows=4,
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("For example: what helps you, and what you do not need from them."),
    )
    check_ins = forms.ChoiceField(label=_("Check-ins"), choices=_CHECK_INS, required=False, widget=forms.RadioSelect)
    check_ins_with = _pieces(_("With the check-ins"), _WITH)
    milestones = _pieces(
        _("Days that count for you"), help_text=_("Without the number of days, and without days that were hard.")
    )
    boundaries = _pieces(_("What you will and will not talk about"))
    plan = _pieces(_("Parts of your safety plan"))
    others = _pieces(_("And besides"), _OTHERS)
    lasts = forms.ChoiceField(label=_("For how long"), choices=_LASTS, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("The language of the page"), choices=settings.LANGUAGES)

    def __init__(self, data: Any, choosable: Choosable, present: SupporterInvitation | None = None) -> None:
        super().__init__(data, initial=_initial(present))
        for name in ("milestones", "boundaries", "plan"):
            self._offer(name, getattr(choosable, name))
        if present:
            self.fields["lasts"].choices = [_AS_IT_IS, *_LASTS]  # type: ignore[attr-defined]  # a choice field
        before = present.pieces if present else []
        for name in _OF_PIECES:
            if name in self.fields and name != "check_ins":
                self.initial[name] = before
        self.initial["check_ins"] = next((piece for piece in before if piece in dict(_CHECK_INS)), "")

    @property
    def offer(self) -> Offer:
        """What was chosen, once it is valid."""
        given = self.cleaned_data
        lasts = timedelta(days=int(given["lasts"])) or None
        return Offer(given["name"], list(self._chosen()), given["note"], given["language"], lasts)

    def _chosen(self) -> Iterator[str]:
        for name in _OF_PIECES:
            given = self.cleaned_data.get(name) or []
            yield from [given] if isinstance(given, str) else given

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields[name]


def _initial(present: SupporterInvitation | None) -> dict[str, Any]:
    if present is None:
        return {"language": get_language()}
    return {"name": present.name, "note": present.note, "language": present.language, "lasts": _AS_IT_IS[0]}
