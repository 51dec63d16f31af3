"""The names of countries by their two letters (ISO 3166), in the reader's language: for every page that says one."""

from collections.abc import Iterable

from django.utils.text import slugify
from django.utils.translation import gettext

from apps.core.sentences import gettext_noop

# Those for which a site is likely to keep helplines, and their neighbours; any other is shown by its two letters.
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
    "EG": gettext_noop("Egypt"),
    "ES": gettext_noop("Spain"),
    "FI": gettext_noop("Finland"),
    "FR": gettext_noop("France"),
    "GB": gettext_noop("United Kingdom"),
    "GR": gettext_noop("Greece"),
    "IE": gettext_noop("Ireland"),
    "IL": gettext_noop("Israel"),
    "IN": gettext_noop("India"),
    "IS": gettext_noop("Iceland"),
    "IT": gettext_noop("Italy"),
    "JP": gettext_noop("Japan"),
    "KE": gettext_noop("Kenya"),
    "LU": gettext_noop("Luxembourg"),
    "MA": gettext_noop("Morocco"),
    "MX": gettext_noop("Mexico"),
    "NG": gettext_noop("Nigeria"),
    "NL": gettext_noop("Netherlands"),
    "NO": gettext_noop("Norway"),
    "NZ": gettext_noop("New Zealand"),
    "PE": gettext_noop("Peru"),
    "PH": gettext_noop("Philippines"),
    "PL": gettext_noop("Poland"),
    "PT": gettext_noop("Portugal"),
    "SE": gettext_noop("Sweden"),
    "SG": gettext_noop("Singapore"),
    "TR": gettext_noop("Türkiye"),
    "UA": gettext_noop("Ukraine"),
    "US": gettext_noop("United States"),
    "UY": gettext_noop("Uruguay"),
    "ZA": gettext_noop("South Africa"),
}


def country_name(code: str) -> str:
    """Return the country's name, or the code itself where no name is known."""
    return gettext(NAMES[code]) if code in NAMES else code


def by_name(codes: Iterable[str] = NAMES) -> list[tuple[str, str]]:
    """Return codes with their names, as a reader of this language looks for them."""
    # Sorted as if without accents: good enough for a list one reads whole.
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: slugify(pair[1]))
