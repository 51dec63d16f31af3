"""What is posted to a room over HTTP, by a form or as JSON; the same fields as on the socket."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Invalid
from apps.core.forms import Choices
from apps.messaging.models import ChatPreference, RememberedDay
from apps.messaging.rules.muted_words import LONGEST_WORD
from apps.messaging.rules.remembering import is_day
from apps.messaging.rules.screening import LONGEST_POST, is_text
from apps.messaging.rules.search_terms import LONGEST_SEARCH
from apps.messaging.services.memorials import About
from apps.messaging.services.posting import Draft
from apps.messaging.services.remembered_days import DayOfYear

FIELDS = ("client_id", "body", "kind", "content_note", "reply_to", "thread", "pictures")
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
_LOOK_AT_YEAR = _("Please look at the year once more.")
_TOO_FAR = _("Nothing was said that day: look at the year.")


def draft_from(request: HttpRequest, user_id: int, room_id: str) -> Draft:
    """Return what the person wants to say. Raises Invalid for anything but texts; rules about them come later."""
    given = _json(request) if request.content_type == "application/json" else request.POST
    fields: dict[str, Any] = {name: given.get(name) or "" for name in FIELDS}
    if not all(isinstance(value, str) for value in fields.values()):
        raise Invalid
    if any("\0" in fields[name] for name in ("client_id", "kind", "reply_to", "thread", "pictures")):
        raise Invalid
    fields["kind"] = fields["kind"] or "plain"
    is_sure = bool(given.get("confirmed"))
    return Draft(user_id, room_id, **fields, has_draft=bool(given.get("draft")), is_sure=is_sure)


def whole_number(text: str | None) -> int | None:
    """Return a number in an address, or None when it is not there. Raises Invalid for anything else."""
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Invalid
    return int(text)


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Invalid from error
    if not isinstance(given, dict):
        raise Invalid
    return given


class PreferenceForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself takes no argument here
    """How a member takes part in a chat, and what of it leaves this site; each choice says what it does."""

    no_push = forms.BooleanField(
        label=_("No push from this group"),
        required=False,
        help_text=_(
            "Neither what is new here nor a reminder of its meetings lights up a screen. This site still tells you."
        ),
    )
    no_mail = forms.BooleanField(
        label=_("No mail about what is new in this group"),
        required=False,
        help_text=_(
            "What is decided about you, and what you took on, still comes by mail. So do reminders of meetings."
        ),
    )

    class Meta:
        model = ChatPreference
        fields = ("shows_typing", "shows_presence", "announcing", "takes_direct", "welcomes")
        widgets = {"announcing": Choices}
        help_texts = {
            "shows_typing": _(
                "Whoever chose this too sees your alias while you write in this chat, and you see theirs. "
                "Nothing of it is kept."
            ),
            "shows_presence": _(
                "Whoever chose this too sees your alias while you have this chat open, and you see theirs. "
                "When you close it or change this, it is gone within a minute. Nothing of it is kept."
            ),
            "announcing": _("A screen reader speaks new messages while you have the chat open. This is for you alone."),
            "takes_direct": _(
                "Somebody can send you one short note and ask. You can say yes, or nothing at all. "
                "Without this they only hear that you take no direct messages."
            ),
            "welcomes": _(
                "When somebody's words have found no answer for a while, you see them on Today and can answer. "
                "Nobody else is told that they waited, nor that you were asked."
            ),
        }


def texts_from(request: HttpRequest, *names: str) -> dict[str, str | None]:
    """Return the texts posted under these names, by form or as JSON; None for what was not. Raises Invalid for others."""
    given = _json(request) if request.content_type == "application/json" else request.POST
    found = {name: given.get(name) for name in names}
    if not all(value is None or isinstance(value, str) for value in found.values()):
        raise Invalid
    return found


class MutedWordForm(forms.Form):
    """A word, or a short phrase, that somebody does not want to meet."""

    word = forms.CharField(
        label=_("A word, or a few"),
        max_length=LONGEST_WORD,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("That is too long. A word or a short phrase works best.")},
    )


def _life_date(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(date(1800, 1, 1), _LOOK_AT_YEAR), _require_past],
        error_messages={"invalid": _("That is no date. Write it as 2026-11-22.")},
    )


def _require_past(day: date) -> None:
    # Somewhere it is tomorrow already.
    if day > timezone.localdate() + timedelta(days=1):
        raise forms.ValidationError(_LOOK_AT_YEAR)


def _date_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST, _TOO_FAR), MaxValueValidator(LATEST, _TOO_FAR)],
        error_messages={"invalid": _("That is no date. Write it as 2026-11-22.")},
    )


class SearchForm(forms.Form):
    """What somebody looks for in a group; each part can be left out."""

    q = forms.CharField(
        label=_("Words"),
        max_length=LONGEST_SEARCH,
        required=False,
        error_messages={"max_length": _("That is too much at once. A few words find more.")},
    )
    person = forms.ChoiceField(label=_("Who said it"), required=False)

    def __init__(self, data: Any, people: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="search-%s")
        self.fields["person"].choices = [("", _("Anybody")), *people]  # type: ignore[attr-defined]  # a choice field
        # "from" is no name in Python.
        self.fields["from"], self.fields["to"] = _date_field(_("From this day")), _date_field(_("Up to this day"))

    def clean(self) -> dict[str, Any]:
        """Say it when the days are the wrong way round."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("from"), given.get("to")
        if first and last and first > last:
            self.add_error("to", _("This day is before the other one."))
        return given

    @property
    def asks_for_something(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())


class MemorialForm(forms.Form):
    """Whom a page is for; days can be left out."""

    name = forms.CharField(
        label=_("Their name, as you want it here"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only members of this group see it. A first name or a nickname is enough."),
    )
    born_on = _life_date(_("Born"))
    died_on = _life_date(_("Died"))

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not is_text(name):
            raise forms.ValidationError(_("There is a sign in it that cannot be kept. Please write it without."))
        return name

    def clean(self) -> dict[str, Any]:
        """Say it when the days are the wrong way round."""
        given = super().clean() or self.cleaned_data
        born, died = given.get("born_on"), given.get("died_on")
        if born and died and died < born:
            self.add_error("died_on", _("This day is before the other one."))
        return given

    @property
    def about(self) -> About:
        return About(**{field: self.cleaned_data[field] for field in ("name", "born_on", "died_on")})


class NewMemorialForm(MemorialForm):
    """A page that is begun, with the first words on it."""

    words = forms.CharField(
        label=_("Who they were to you"),
        max_length=LONGEST_POST,
        widget=forms.Textarea(attrs={"rows": 10, "class": "wall-words"}),
        help_text=_("A few lines are plenty. You can change them whenever you like."),
        error_messages={"max_length": _("That is longer than one page can begin. Please put the rest into a memory.")},
    )


class DayForm(forms.Form):
    """A day of the year on which somebody is to be remembered."""

    occasion = forms.ChoiceField(
        label=_("What day is it?"), choices=RememberedDay.Occasion.choices, widget=forms.RadioSelect
    )
    day = forms.TypedChoiceField(label=_("Day"), choices=[(day, day) for day in range(1, 32)], coerce=int)
    month = forms.TypedChoiceField(
        label=_("Month"),
        choices=list(MONTHS.items()),
        coerce=int,
        help_text=_("No year. 29 February is remembered on the 28th in the years that have none."),
    )

    def clean(self) -> dict[str, Any]:
        """Say it when there is no such day."""
        given = super().clean() or self.cleaned_data
        if {"day", "month"} <= given.keys() and not is_day(given["month"], given["day"]):
            self.add_error("day", _("That month has no such day."))
        return given

    @property
    def wanted(self) -> DayOfYear:
        return DayOfYear(**self.cleaned_data)
