"""Who gets what at every address: `authz_matrix.csv` says it, one line an address and method, one column a role.

An address that is not listed fails. The group of the test is private, so whoever is outside it must get what a
made-up address gets: what a stranger's whole answer holds is asked in test_parity.py.

The column `reads` says what is looked up for a member's answer: memberships, blocks, or neither. The people of the
matrix differ from the member by such a row alone, so that an answer which looks up none is everybody's and is asked once.
"""

import csv
from http import HTTPStatus
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from apps.accounts.models import User
from apps.core import middleware
from apps.groups.models import Block, Membership
from apps.home import failures
from tests.accounts.factories import PASSPHRASE
from tests.accounts.second_factor import sign_in_as_staff
from tests.security.addresses import ROLES, House, address_of, build_house, routes
from tests.security.headers import faults

pytestmark = pytest.mark.django_db

MATRIX = Path(__file__).with_name("authz_matrix.csv")
METHODS = ("GET", "POST")
# Whoever differs from a member by more than what they are in the group.
BY_ACCOUNT = {"visitor", "unverified", "staff"}
# A member with a block, and nothing else.
BY_BLOCK = {"blocked", "blocking"}
TABLES = {"memberships": Membership._meta.db_table, "blocks": Block._meta.db_table}
SEE_DIFFERENT_PAGES = {"visitor", "outsider", "member", "moderator", "owner", "staff"}
NOT_ALLOWED = str(HTTPStatus.METHOD_NOT_ALLOWED)


def listed() -> dict[tuple[str, str], dict[str, str]]:
    with MATRIX.open(newline="") as file:
        return {(row["address"], row["method"]): row for row in csv.DictReader(file)}


class Knocker:
    """One person's browser, who leaves everything as it was."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._client = Client(raise_request_exception=False)
        if house.person:
            sign_in(self._client, house.person)
        # The first answer of a session notes when it was used: not again in each that is taken back.
        self._client.get("/help/")
        self._cookies = dict(self._client.cookies)
        self.asked_for: set[str] = set()

    def answer(self, route: str, method: str) -> str:
        """Return the status for the address, whose head must protect it; `asked_for` says afterwards which tables of TABLES were read for it."""
        self._client.cookies = SimpleCookie(self._cookies)
        self.asked_for = set()
        with transaction.atomic(), connection.execute_wrapper(self._note):
            answer = self._client.generic(method, address_of(route, self._house.ids))
            transaction.set_rollback(True)
        assert faults(route, answer) == [], (route, method)
        return str(answer.status_code)

    def _note(self, execute: Any, sql: Any, *more: Any) -> Any:
        self.asked_for |= {name for name, table in TABLES.items() if table in str(sql)}
        return execute(sql, *more)


def sign_in(client: Client, person: User) -> None:
    """Sign the person in; whoever has not confirmed their address gets as far as the question for the code."""
    if person.is_staff:
        sign_in_as_staff(client, person)
    elif has_confirmed(person):
        client.force_login(person)
    else:
        asked = client.post(reverse("account_login"), {"login": person.email, "password": PASSPHRASE})
        assert asked.headers["Location"] == reverse("account_email_verification_sent")


def has_confirmed(person: User) -> bool:
    return bool(EmailAddress.objects.filter(user=person, verified=True).exists())


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


@pytest.fixture
def wordless_pages(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw pages for those alone who see different ones: of the others' only the status is new."""
    if request.getfixturevalue("role") not in SEE_DIFFERENT_PAGES:
        monkeypatch.setattr(Template, "render", lambda *_, **__: SafeString())


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_matrix_says(role: str, wordless_errors: None, wordless_pages: None) -> None:
    knocker = Knocker(build_house(role))
    unlike = {}
    for key, row in listed().items():
        if not is_asked(row, role):
            continue
        said, got = row[role], knocker.answer(*key)
        if role == "member":
            said, got = f"{said} {row['reads']}", f"{got} {' '.join(sorted(knocker.asked_for, reverse=True))}"
        if said != got:
            unlike[key] = (said, got)
    assert unlike == {}


def is_asked(row: dict[str, str], role: str) -> bool:
    """Tell whether this role's answer can differ from one that another role gets anyway."""
    # What an address does not know it refuses before it looks at anybody.
    if {row[one] for one in ROLES} == {NOT_ALLOWED}:
        return role in {"visitor", "member"}
    return role == "member" or role in BY_ACCOUNT or row["reads"] not in same_without(role)


def same_without(role: str) -> set[str]:
    """Return what an answer to a member may have read without being another one for this role."""
    return {"", "memberships"} if role in BY_BLOCK else {""}


def test_an_answer_that_looks_up_nobodys_membership_is_everybodys() -> None:
    alike = [(row, role) for row in listed().values() for role in set(ROLES) - BY_ACCOUNT]
    unlike = [row for row, role in alike if row["reads"] in same_without(role) and row[role] != row["member"]]
    assert unlike == []


def test_nothing_breaks() -> None:
    assert not {key for key, row in listed().items() if any(row[role].startswith("5") for role in ROLES)}
