"""Fields that several pages of somebody's own way ask with."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from apps.journey.models.close_ones import LONGEST_LINE
from apps.journey.rules.days import EARLIEST, LATEST

QUIET = {"autocomplete": "off"}
_LOOK_AT_YEAR = _("Please look at the year once more.")


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for a day that lies within living memory, or soon."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", **QUIET}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST, _LOOK_AT_YEAR), MaxValueValidator(LATEST, _LOOK_AT_YEAR)],
        error_messages={"invalid": _("That is no date. Write it as 2026-11-22.")},
        **options,
    )


def few_words(label: Any, rows: int = 2, **options: Any) -> forms.CharField:
    """Return a field for several lines, which browsers do not fill in by themselves."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows, **QUIET}), **options)


def line_field(label: Any, **options: Any) -> forms.CharField:
    """Return a field for one line, which browsers do not fill in by themselves."""
    return forms.CharField(label=label, max_length=LONGEST_LINE, widget=forms.TextInput(attrs=QUIET), **options)
