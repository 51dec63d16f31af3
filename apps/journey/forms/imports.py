"""What somebody pastes, or brings as a small file, from another counter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ChipChoice
from apps.journey.forms.fields import few_words
from apps.journey.models import Milestone
from apps.journey.rules.milestone_lines import MOST_LETTERS, First
from apps.journey.services.milestone_import import Reading

_FIRST = [(First.DAY, _("The day: 31/12/2020")), (First.MONTH, _("The month: 12/31/2020"))]


class ImportForm(forms.Form):
    """Lines, or a file whose lines are put beneath them; what was read stands in the page to be worked on."""

    lines = few_words(
        _("One on each line: name, kind, date"),
        rows=8,
        required=False,
        max_length=MOST_LETTERS,
        help_text=_("For example: Without a drink, free, 2020-03-01"),
    )
    file = forms.FileField(
        label=_("Or a small file (CSV)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain", "class": "input"}),
    )
    kind = forms.ChoiceField(
        label=_("What a line is that does not say it"),
        choices=Milestone.Kind,
        initial=Milestone.Kind.SINCE,
        widget=ChipChoice,
    )
    first = forms.ChoiceField(
        label=_("What comes first in dates such as 3/4/2020"), choices=_FIRST, required=False, widget=ChipChoice
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MOST_LETTERS:
            raise forms.ValidationError(_("This file is larger than such a list is. Please take a part of it."))
        return _text_of(file.read())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        parts = (given.get("lines", ""), given.get("file", ""))
        self.text = "\n".join(part.strip("\n") for part in parts if part.strip())
        if not self.text and not self.errors:
            self.add_error("lines", _("Paste some lines, or choose a file."))
        if given.get("file"):
            # What was in the file is shown among the lines, where it can be mended.
            self.data = {name: self.data[name] for name in self.data} | {"lines": self.text}
        return given

    @property
    def reading(self) -> Reading:
        first = self.cleaned_data["first"]
        return Reading(self.text, self.cleaned_data["kind"], First(first) if first else None)


def _text_of(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise forms.ValidationError(_("This file holds no text that can be read. Save it as CSV, or paste the lines."))
