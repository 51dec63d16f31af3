"""Who gets what at every address: `authz_matrix.csv` says it, one line an address and method, one column a role.

An address that is not listed fails. The group of the test is private, so whoever is outside it must get what a
made-up address gets: what a stranger's whole answer holds is asked in test_parity.py.
"""

import csv
from http import HTTPStatus
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from apps.core import middleware
from apps.home import failures
from tests.accounts.second_factor import sign_in_as_staff
from tests.security.addresses import ROLES, House, address_of, build_house, knows_no_group, routes

pytestmark = pytest.mark.django_db

MATRIX = Path(__file__).with_name("authz_matrix.csv")
METHODS = ("GET", "POST")
# Whoever differs from a member by more than what they are in the group.
UNLIKE_A_MEMBER = {"visitor", "member", "staff"}
NOT_ALLOWED = str(HTTPStatus.METHOD_NOT_ALLOWED)


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
        # The first answer of a session notes when it was used: not again in each that is taken back.
        self._client.get("/help/")
        self._cookies = dict(self._client.cookies)

    def answer(self, route: str, method: str) -> str:
        """Return the status for the address."""
        self._client.cookies = SimpleCookie(self._cookies)
        with transaction.atomic():
            status = self._client.generic(method, address_of(route, self._house.ids)).status_code
            transaction.set_rollback(True)
        return str(status)


def test_every_address_is_listed_and_nothing_else() -> None:
    wanted = {(route, method) for route in routes() for method in METHODS}
    missing, gone = wanted - set(listed()), set(listed()) - wanted
    assert not missing, f"say in {MATRIX.name} who gets what (test_everybody_gets_what_the_matrix_says shows it)"
    assert not gone


@pytest.fixture
def wordless_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse without a page around it: here only the status is read. Pages that are shown are made as ever."""

    def refusal(*_: object, status: int) -> HttpResponse:
        return HttpResponse(status=status)

    for place in (middleware, failures):
        monkeypatch.setattr(place, "render", refusal)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_matrix_says(role: str, wordless_errors: None) -> None:
    knocker = Knocker(build_house(role))
    said = {key: row[role] for key, row in listed().items() if is_asked(key[0], row, role)}
    got = {key: knocker.answer(*key) for key in said}
    assert {key: (said[key], now) for key, now in got.items() if said[key] != now} == {}


def is_asked(route: str, row: dict[str, str], role: str) -> bool:
    """Tell whether this role's answer can differ from one that another role gets anyway."""
    # What an address does not know it refuses before it looks at anybody.
    if set(answers_in(row)) == {NOT_ALLOWED}:
        return role in {"visitor", "owner"}
    return role in UNLIKE_A_MEMBER or not knows_no_group(route)


def answers_in(row: dict[str, str]) -> list[str]:
    return [row[role] for role in ROLES]


def test_pages_that_know_no_group_answer_all_who_are_signed_in_alike() -> None:
    own = {key: row for key, row in listed().items() if knows_no_group(key[0])}
    assert len(own) > 30
    unlike = {
        key
        for key, row in own.items()
        if {row[role] for role in ROLES if role not in {"visitor", "staff"}} != {row["member"]}
    }
    assert unlike == set()


def test_nothing_breaks() -> None:
    assert not {key for key, row in listed().items() if any(row[role].startswith("5") for role in ROLES)}
