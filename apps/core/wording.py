"""An error in words: once, at the edge that shows it."""

from contextlib import AbstractContextManager
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from apps.core.errors import DomainError


def speaking(language: str) -> AbstractContextManager[None]:
    """Make this the active language; whoever has chosen none is spoken to in the site's.

    Never override with None: without any language formats are Django's own and not ours.
    """
    return translation.override(language or settings.LANGUAGE_CODE)


def in_words(error: DomainError) -> str:
    """Return the error's sentence in the active language; a moment in it is by the active clock."""
    return fill(gettext(error.sentence), error.values)


def fill(sentence: str, values: dict[str, object]) -> str:
    """Return the translated sentence with its named places filled."""
    return sentence % {name: _written(value) for name, value in values.items()}


def _written(value: object) -> object:
    if isinstance(value, tuple):
        # Several errors that are told at once.
        return " ".join(in_words(one) for one in value)
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if isinstance(value, datetime) else value
