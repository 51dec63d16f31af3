"""What those who run the site write down of one offer, or take in as a file; and what somebody looks for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.countries import by_name
from apps.care.models import Cost, Resource, Way
from apps.care.rules.countries import as_country
from apps.care.rules.directory_file import COLUMN_OF, Row, read_rows
from apps.care.services.directory import Offer, Sought, changed_since, state_of
from apps.care.services.helplines import language_name
from apps.care.topics import Topics, known_topics
from apps.core.forms import Chips

MOST_BYTES = 1024 * 1024
NO_PAGE = _("That does not look like the address of a page. Please look at it again.")
_CODE = re.compile(r"[a-z]{2,3}")


class Several(forms.MultipleChoiceField):
    """Any of several; what is not among them is named, and what is."""

    widget = Chips

    def validate(self, value: list[str]) -> None:
        known = [str(code) for code, _label in self.choices]  # type: ignore[misc, union-attr]  # a list, not a callable
        strange = [one for one in value if one not in known]
        if strange:
            words = {"strange": ", ".join(strange), "known": ", ".join(known)}
            raise forms.ValidationError(
                gettext("“%(strange)s” is not known here. What can stand here: %(known)s.") % words
            )
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class ResourceForm(forms.Form):
    """One offer of professional support."""

    name = forms.CharField(label=_("What it is called"), max_length=120)
    organization = forms.CharField(label=_("Who offers it"), max_length=120, required=False)
    description = forms.CharField(
        label=_("In a few plain words"), max_length=800, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    country = forms.CharField(
        label=_("Country"), max_length=2, help_text=_("Two capital letters (ISO 3166): GB, IE, ES …")
    )
    region = forms.CharField(
        label=_("Region"),
        max_length=80,
        required=False,
        help_text=_("Left empty, it is for the whole country. Always write a region in the same way."),
    )
    topics = Several(label=_("For whom"), required=False, help_text=_("Nothing chosen: whatever it is about."))
    languages = forms.CharField(
        label=_("Languages"), max_length=60, required=False, help_text=_("Codes with spaces: en cy")
    )
    ways = Several(label=_("How one meets them"), choices=Way.choices)
    costs = Several(label=_("What it costs"), choices=Cost.choices, required=False)
    cost_note = forms.CharField(label=_("More about the cost"), max_length=200, required=False)
    hours = forms.CharField(label=_("When they are there"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    url = forms.URLField(
        label=_("Their page"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": NO_PAGE},
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    source_url = forms.URLField(
        label=_("Where it can be checked"),
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": NO_PAGE},
        help_text=_("A public page: theirs, a register, a health service."),
    )
    verified_on = forms.DateField(
        label=_("Last checked on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("That is no date. Write it as 2026-11-22.")},
    )

    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, topics: Topics, present: Resource | None = None) -> None:
        super().__init__(data, initial=_said_of(present) if present else {"verified_on": timezone.localdate()})
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]  # a choice field

    def clean_country(self) -> str:
        code = as_country(self.cleaned_data["country"])
        if not code:
            raise forms.ValidationError(_("Two letters name a country: GB, IE, ES."))
        return code

    def clean_languages(self) -> list[str]:
        codes = self.cleaned_data["languages"].lower().split()
        if not all(_CODE.fullmatch(code) for code in codes):
            raise forms.ValidationError(_("Two or three letters name a language: en, es, cy."))
        return list(dict.fromkeys(codes))

    def clean_verified_on(self) -> date:
        day: date = self.cleaned_data["verified_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return day

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        ways_there = ("phone", "email", "url", "address")
        if not any(self.cleaned_data.get(name) or name in self.errors for name in ways_there):
            self.add_error(None, _("Say at least one way to reach them: a number, an e-mail, a page or an address."))
        return given

    @property
    def offer(self) -> Offer:
        """What was filled in, once it is valid."""
        return Offer(**{name: self.cleaned_data[name] for name in Offer.__slots__})

    def beside(self, present: Resource) -> tuple["ResourceForm", list[tuple[str, str]]]:
        """Return the form as it was filled in, to be sent once more, and what else the entry says by now.

        The latter by the names of the fields; a second change meanwhile is found in the same way.
        """
        changed = changed_since(present, self.data.get("seen", ""))
        again = cast("QueryDict", self.data).copy()
        again["seen"] = state_of(present)
        form = ResourceForm(again, topics=self.fields["topics"].choices, present=present)  # type: ignore[attr-defined]  # a choice field
        now = ResourceForm(None, topics=form.fields["topics"].choices, present=present)  # type: ignore[attr-defined]  # a choice field
        return form, [(str(self.fields[name].label), _in_words(now, name)) for name in changed]


class RowForm(ResourceForm):
    """One line of a file."""

    key = forms.CharField(max_length=64, required=False)


class FileForm(forms.Form):
    """A table for the directory."""

    file = forms.FileField(
        label=_("A table (CSV)"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv", "class": "input"})
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 1 MB. Please make two of it."))
        data: bytes = file.read()
        return data


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one line of a file, in words."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: each offer with its key, and what could not be read."""

    offers: list[tuple[str, Offer]]
    problems: list[Problem]


def read_file(data: bytes) -> Reading:
    """Return what the file says. Raises NotATable, ColumnsMissing or TooManyLines."""
    topics, reading, first_lines = known_topics(), Reading([], []), dict[str, int]()
    for row in read_rows(data):
        form = RowForm(row.fields | {"languages": " ".join(row.fields.get("languages", []))}, topics=topics)
        problems = _problems(row, form)
        key = str(row.fields.get("key", ""))
        if key and first_lines.setdefault(key, row.line) != row.line:
            words = gettext("The same service.id stands in line %(line)d.") % {"line": first_lines[key]}
            problems.append(Problem(row.line, words))
        reading.problems.extend(problems)
        if not problems:
            reading.offers.append((key, form.offer))
    return reading


def _problems(row: Row, form: RowForm) -> list[Problem]:
    if row.is_longer:
        # What stands in which column is anybody's guess.
        return [
            Problem(row.line, gettext("It has more cells than there are columns. A comma may stand outside of quotes."))
        ]
    return [
        Problem(row.line, f"{COLUMN_OF[name]}: {words}" if name in COLUMN_OF else str(words))
        for name, said in form.errors.items()
        for words in said
    ]


def _said_of(present: Resource) -> dict[str, Any]:
    said = {name: getattr(present, name) for name in Offer.__slots__}
    return said | {"languages": " ".join(present.languages), "seen": state_of(present)}


def _in_words(form: ResourceForm, name: str) -> str:
    """Return what a field was filled with beforehand, as it is read."""
    said, field = form.initial[name], form.fields[name]
    if isinstance(field, Several):
        labels = {str(code): str(label) for code, label in field.choices}  # type: ignore[misc, union-attr]  # a list, not a callable
        return ", ".join(labels.get(str(one), str(one)) for one in said)
    return date_format(said) if isinstance(said, date) else str(said)


class DirectoryFilter(forms.Form):
    """What somebody looks for, each part of which can be left out; what makes no sense leaves nothing out."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    topic = forms.ChoiceField(label=_("What it is about"), required=False)
    way = forms.ChoiceField(label=_("How you meet"), required=False)
    cost = forms.ChoiceField(label=_("Cost"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, data: Any, here: str) -> None:
        super().__init__({"country": here} | data.dict())
        country = as_country(self.data["country"])
        entries = Resource.objects.filter(country=country) if country else Resource.objects.all()
        codes = {code for spoken in entries.values_list("languages", flat=True) for code in spoken}
        regions = entries.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
        countries = {here, *Resource.objects.order_by().values_list("country", flat=True).distinct()}
        self._offer("country", by_name(countries), _("Every country"))
        self._offer("region", [(region, region) for region in regions] if country else [], _("Every region"))
        self._offer("topic", known_topics(), _("Whatever it is"))
        self._offer("way", Way.choices, _("Any way"))
        self._offer("cost", Cost.choices, _("Any cost"))
        self._offer("language", sorted((code, language_name(code)) for code in codes), _("Any language"))

    @property
    def sought(self) -> Sought:
        """What can be used of what was asked."""
        self.is_valid()
        return Sought(**self.cleaned_data)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields if name != "country")

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]], everything: Any) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]  # a choice field
