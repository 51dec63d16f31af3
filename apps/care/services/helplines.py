"""Whom one can call in a country."""

from dataclasses import dataclass

from django.utils.translation import get_language_info

from apps.accounts.countries import country_name
from apps.accounts.models import SiteSettings, User
from apps.accounts.rules.locales import territory_of
from apps.care.models import Helpline
from apps.care.rules.countries import first_country


@dataclass(frozen=True, slots=True)
class Lines:
    """Those of one country; `helplines` with the languages that they speak, in words."""

    country: str
    country_name: str
    emergency: list[Helpline]
    helplines: list[tuple[Helpline, str]]


def lines_of(country: str) -> Lines:
    """Return everybody who answers in this country, whoever saves lives first."""
    found = list(Helpline.objects.filter(country=country))
    return Lines(
        country,
        country_name(country),
        [line for line in found if line.is_emergency],
        [(line, _languages(line)) for line in found if not line.is_emergency],
    )


def lines_for(user: User) -> Lines:
    """Return those of the person's country."""
    return lines_of(country_of(user))


def country_of(user: User, *hints: str) -> str:
    """Return what the person chose, else where their clock is, else the first hint that is a country, else the site's."""
    return first_country(user.country, territory_of(user.time_zone), *hints, SiteSettings.load().default_country)


def _languages(helpline: Helpline) -> str:
    return ", ".join(language_name(code) for code in helpline.languages.split())


def language_name(code: str) -> str:
    """Return the language's name in the active language, or the code itself where no name is known."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
