"""Who gets what at every address: `authz_matrix.csv` says it, one line an address and method, one column a role.

An address that is not listed fails. The group of the test is private, so whoever is outside it must get what a
made-up address gets.
"""

import csv
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from tests.accounts.second_factor import sign_in_as_staff
from tests.security.addresses import ROLES, House, address_of, build_house, routes

pytestmark = pytest.mark.django_db

MATRIX = Path(__file__).with_name("authz_matrix.csv")
METHODS = ("GET", "POST")
# What may differ for those outside: the door that an invitation opens, and leaving for good.
OPEN_OUTSIDE = {"groups:leaving", "groups:invitation"}


def listed() -> dict[tuple[str, str], dict[str, str]]:
    with MATRIX.open(newline="") as file:
        return {(row["address"], row["method"]): row for row in csv.DictReader(file)}


class Knocker:
    """One person's browser, who leaves everything as it was."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._client = Client(raise_request_exception=False)
        if person := house.person:
            (sign_in_as_staff if person.is_staff else Client.force_login)(self._client, person)
        self._cookies = dict(self._client.cookies)

    def answer(self, route: str, method: str, *, is_made_up: bool = False) -> str:
        """Return the status for the address, or for the same one with ids of nothing."""
        self._client.cookies = SimpleCookie(self._cookies)
        with transaction.atomic():
            address = address_of(route, {} if is_made_up else self._house.ids)
            status = self._client.generic(method, address).status_code
            transaction.set_rollback(True)
        return str(status)


def test_every_address_is_listed_and_nothing_else() -> None:
    wanted = {(route, method) for route in routes() for method in METHODS}
    missing, gone = wanted - set(listed()), set(listed()) - wanted
    assert not missing, f"say in {MATRIX.name} who gets what (test_everybody_gets_what_the_matrix_says shows it)"
    assert not gone


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_matrix_says(role: str) -> None:
    said, knocker = listed(), Knocker(build_house(role))
    got = {(route, method): knocker.answer(route, method) for route in routes() for method in METHODS}
    differing = {key: (said.get(key, {}).get(role), now) for key, now in got.items()}
    assert {key: pair for key, pair in differing.items() if pair[0] != pair[1]} == {}


def test_whoever_was_removed_gets_what_a_made_up_address_gets() -> None:
    # With the id of everything there is; what every stranger's whole answer holds is asked in test_parity.py.
    house = build_house("removed")
    knocker = Knocker(house)
    inside = [key for key in listed() if key[0] not in OPEN_OUTSIDE and is_within(key[0], house)]
    assert len(inside) > 50
    for route, method in inside:
        made_up = knocker.answer(route, method, is_made_up=True)
        assert (route, method, knocker.answer(route, method)) == (route, method, made_up)


def test_nothing_breaks() -> None:
    assert not {key for key, row in listed().items() if any(row[role].startswith("5") for role in ROLES)}


def is_within(route: str, house: House) -> bool:
    """Tell whether the address names something of the house."""
    return address_of(route, house.ids) != address_of(route, {})
