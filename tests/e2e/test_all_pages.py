"""Every page of the site, in a browser, each by somebody who may see it: nothing leaves the site, no policy is broken.

What pages do is watched by `open_profile`, which fails at the end of a test in which one asked elsewhere, or in which the
console told of a violation or an error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from apps.accounts.models import SiteSettings, User
from apps.groups.permissions import Role
from tests.accounts.factories import PASSPHRASE, make_user
from tests.accounts.second_factor import enrol, sign_in_as_staff
from tests.e2e.conftest import OpenProfile
from tests.e2e.test_own_way import OWN
from tests.groups.factories import make_membership
from tests.live import LiveApp
from tests.security.addresses import House, address_of, build_house, just_signed_in
from tests.security.test_authz_matrix import NOT_ALLOWED, listed

pytestmark = pytest.mark.browser

# What looks otherwise to whoever has more to do, so that it is opened by each; all other pages by the first who may.
OPENED_BY_ALL = {"home:start", "groups:group", "messaging:chat"}
# What is asked for with more than an address.
FURTHER = {"moderation:report": "?about=group"}
# Forms of one field between two steps of a way in or out, which the tests of accounts walk without a browser; and what
# only leads elsewhere.
NOT_OPENED = {
    *(
        "account_complete_password_reset",
        "account_confirm_login_code",
        "account_email_codes",
        "account_set_password",
        "accounts:resting",
    ),
    *("mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_signup_webauthn", "mfa_view_recovery_codes"),
    *("accounts:here", "meetings:next_of_series", "messaging:place", "messaging:words_for_me", "mfa_login_webauthn"),
}
WORKER = "path => navigator.serviceWorker.register(path).then(one => one.unregister())"


@dataclass
class Tour:
    """Which pages of the house were opened, and which addresses give a file."""

    house: House
    opened: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def pages(self, role: str, client: Client) -> Iterator[str]:
        """Give the addresses that are pages for this person and were not opened yet."""
        for route in routes_read():
            is_wanted = route not in self.opened | self.files or route in OPENED_BY_ALL
            # What is the author's own nobody of the matrix may see.
            if is_wanted and listed()[route, "GET"].get(role, OK) == OK:
                address = address_of(route, self.house.ids) + FURTHER.get(route, "")
                if is_page(answer := client.get(address)):
                    self.opened.add(route)
                    yield address
                elif answer.status_code == HTTPStatus.OK:
                    self.files.add(route)
        if role == "staff":
            yield from dict.fromkeys(re.findall(r'href="(/admin/[\w/]+/)"', client.get("/admin/").content.decode()))


OK = str(HTTPStatus.OK.value)


def routes_read() -> list[str]:
    """Return the names of the addresses that are not for sending alone, except what test_own_way.py opens."""
    known = [route for (route, method), row in listed().items() if method == "GET" and row["visitor"] != NOT_ALLOWED]
    return [
        route
        for route in known
        if route.partition(":")[0] not in OWN and listed()[route, "GET"]["member"] != NOT_ALLOWED
    ]


def visitors(house: House) -> dict[str, Client]:
    """Return a browser of each, by what the matrix calls them; to the author and the partner belongs what is in the house."""
    people = {"visitor": Client(), "author": just_signed_in(house.author), "staff": Client()}
    sign_in_as_staff(people["staff"], make_user("staff", is_staff=True, is_safety_staff=True))
    people["partner"] = just_signed_in(User.objects.get(email="partner@example.org"))
    for name, *roles in (("member",), ("moderator", Role.MODERATOR), ("owner", Role.OWNER)):
        user = make_user(name)
        make_membership(user, house.group, name.title(), *roles)
        people[name] = just_signed_in(user)
    return people | dict(midway())


def midway() -> Iterator[tuple[str, Client]]:
    """Give browsers of people between two steps of signing in."""
    yield "forgot", sent("account_reset_password", {"email": make_user("forgot").email})
    enrol(owing := make_user("owing", is_staff=True))
    for user in (make_user("unverified", is_verified=False), owing):
        yield user.email, sent("account_login", {"login": user.email, "password": PASSPHRASE})
    asked = Client()
    asked.force_login(make_user("asked", has_consented=False))
    yield "asked", asked


def sent(route: str, form: dict[str, str]) -> Client:
    client = Client()
    assert client.post(reverse(route), form).status_code == HTTPStatus.FOUND
    return client


def is_page(answer: Any) -> bool:
    return answer.status_code == HTTPStatus.OK and b"<html" in answer.content[:2000]


def carry(page: Page, client: Client) -> None:
    if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}])


def test_no_page_asks_elsewhere_or_breaks_a_policy(open_profile: OpenProfile, live_app: LiveApp) -> None:
    tour = Tour(build_house("visitor"))
    SiteSettings.objects.update_or_create(pk=1, defaults={"publishes_figures": True})
    for role, client in visitors(tour.house).items():
        page = open_profile()
        carry(page, client)
        for address in tour.pages(role, client):
            answer = page.goto(address)
            assert answer is not None, address
            assert answer.status == HTTPStatus.OK, (role, address)
    page.goto("/help/")
    page.evaluate(WORKER, "/me/notices/sw.js")
    assert set(routes_read()) - tour.opened - tour.files == NOT_OPENED
