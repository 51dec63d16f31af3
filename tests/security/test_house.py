"""What the other tests ask for is there: every address that names something opens to somebody, and what is made up to nobody."""

from collections.abc import Iterator
from http import HTTPStatus
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client

from apps.accounts.models import User
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.security.addresses import (
    House,
    address_of,
    address_of_nothing,
    asked_for,
    build_house,
    just_signed_in,
    routes,
)

pytestmark = pytest.mark.django_db

SHUT = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}


@pytest.fixture
def house() -> House:
    return build_house("owner")


class Guest:
    """Somebody's browser, who leaves everything as it was."""

    def __init__(self, client: Client, house: House) -> None:
        self._client, self._cookies = client, dict(client.cookies)
        # What somebody fills in where an empty form says nothing of what is there.
        self._filled_in = {
            "groups:staff_group": {"act": "accept"},
            "journey:pact_terms_answer": {"terms": house.ids["terms_id"]},
            "journey:good_thing_share": {"group": house.ids["group_id"]},
            "mfa_edit_webauthn": {"name": "Mine"},
            "moderation:report": {"about": "group"},
        }

    def tells_apart(self, route: str, *, real: str, made_up: str) -> bool:
        """Tell whether by one of the two methods something opens at the one address and not at the other."""
        return any(
            (status := self._status(method, route, real)) not in SHUT and status != self._status(method, route, made_up)
            for method in ("get", "post")
        )

    def _status(self, method: str, route: str, address: str) -> int:
        self._client.cookies = SimpleCookie(self._cookies)
        with transaction.atomic():
            answer = getattr(self._client, method)(address, self._filled_in.get(route))
            transaction.set_rollback(True)
        return int(answer.status_code)


def guests(house: House) -> Iterator[Guest]:
    """Give whoever said it all, the owner, the other one of the pact, and site staff."""
    partner = User.objects.get(email="partner@example.org")
    assert house.person
    for person in (house.author, house.person, partner):
        yield Guest(just_signed_in(person), house)
    staff = Client()
    sign_in_as_staff(staff, make_user("staff", is_staff=True, is_safety_staff=True))
    yield Guest(staff, house)


def test_everything_that_an_address_names_opens_to_somebody(house: House) -> None:
    present = list(guests(house))
    naming = [route for route in routes() if asked_for(route)]
    assert len(naming) > 150
    assert [route for route in naming if not is_open(route, house, present)] == []


def is_open(route: str, house: House, present: list[Guest]) -> bool:
    real, made_up = address_of(route, house.ids), address_of_nothing(route)
    return any(guest.tells_apart(route, real=real, made_up=made_up) for guest in present)
