"""The names of countries: one list for every page."""

import pytest
from django.test import Client
from django.utils import translation

from apps.accounts.countries import by_name, country_name
from apps.accounts.forms import CountryForm
from apps.accounts.models import User


def test_every_list_is_in_the_readers_order() -> None:
    with translation.override("es"):
        names = [name for _code, name in by_name(["DE", "ES", "FR", "IS"])]
    assert names == ["Alemania", "España", "Francia", "Islandia"]


def test_a_country_without_a_name_is_shown_by_its_letters() -> None:
    assert country_name("IS") == "Iceland"
    assert country_name("ZZ") == "ZZ"


@pytest.mark.parametrize("code", ["IS", "EG"])
def test_the_page_me_and_the_help_page_know_the_same_countries(code: str, bob: User, client: Client) -> None:
    assert CountryForm({"country": code}).is_valid()
    User.objects.filter(pk=bob.pk).update(country=code)
    client.force_login(bob)

    for address in ("/me/", "/help/"):
        assert country_name(code) in client.get(address).content.decode()
