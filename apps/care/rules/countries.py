"""Countries by their two letters: their names, and which one a person may be in."""

import re
from collections.abc import Iterable

from apps.core.sentences import gettext_noop

# Names of the countries of the starting set and their neighbours; any other is shown by its two letters.
NAMES: dict[str, str] = {
    "AR": gettext_noop("Argentina"),
    "AT": gettext_noop("Austria"),
    "AU": gettext_noop("Australia"),
    "BE": gettext_noop("Belgium"),
    "BR": gettext_noop("Brazil"),
    "CA": gettext_noop("Canada"),
    "CH": gettext_noop("Switzerland"),
    "CL": gettext_noop("Chile"),
    "CO": gettext_noop("Colombia"),
    "CZ": gettext_noop("Czechia"),
    "DE": gettext_noop("Germany"),
    "DK": gettext_noop("Denmark"),
    "ES": gettext_noop("Spain"),
    "FI": gettext_noop("Finland"),
    "FR": gettext_noop("France"),
    "GB": gettext_noop("United Kingdom"),
    "GR": gettext_noop("Greece"),
    "IE": gettext_noop("Ireland"),
    "IN": gettext_noop("India"),
    "IS": gettext_noop("Iceland"),
    "IT": gettext_noop("Italy"),
    "JP": gettext_noop("Japan"),
    "LU": gettext_noop("Luxembourg"),
    "MX": gettext_noop("Mexico"),
    "NL": gettext_noop("Netherlands"),
    "NO": gettext_noop("Norway"),
    "NZ": gettext_noop("New Zealand"),
    "PL": gettext_noop("Poland"),
    "PT": gettext_noop("Portugal"),
    "SE": gettext_noop("Sweden"),
    "SG": gettext_noop("Singapore"),
    "US": gettext_noop("United States"),
    "ZA": gettext_noop("South Africa"),
}

_CODE = re.compile(r"[A-Za-z]{2}", re.ASCII)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})", re.ASCII)


def as_country(text: str) -> str:
    """Return two capital letters, or nothing for any other text."""
    return text.upper() if _CODE.fullmatch(text) else ""


def country_of_languages(tags: Iterable[str]) -> str:
    """Return the region of the first language tag that names one (RFC 5646): `en-GB` is GB; else nothing."""
    regions = (match[1].upper() for tag in tags if (match := _TAG.fullmatch(tag)))
    return next(regions, "")


def first_country(*candidates: str) -> str:
    """Return the first candidate that is a country code, or nothing."""
    return next((code for candidate in candidates if (code := as_country(candidate))), "")
