"""Every page that the matrix of addresses shows to four people, in a browser: nothing leaves the site, no policy is broken.

What pages do is watched by `open_profile`, which fails at the end of a test in which one asked elsewhere, or in which the
console told of a violation or an error.
"""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from apps.accounts.models import User
from apps.groups.permissions import Role
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.e2e.conftest import OpenProfile
from tests.groups.factories import make_membership
from tests.live import LiveApp
from tests.security.addresses import House, address_of, build_house
from tests.security.test_authz_matrix import listed

pytestmark = pytest.mark.browser

# What looks otherwise to whoever has more to do, so that it is opened by each; all other pages by the first who may.
OPENED_BY_ALL = {"home:start", "groups:group", "messaging:chat"}
WORKER = "path => navigator.serviceWorker.register(path).then(one => one.unregister())"


def four_people(house: House) -> dict[str, User | None]:
    member, moderator = make_user("wren"), make_user("rail")
    make_membership(member, house.group, "Wren")
    make_membership(moderator, house.group, "Rail", Role.MODERATOR)
    staff = make_user("staff", is_staff=True, is_safety_staff=True)
    return {"visitor": None, "member": member, "moderator": moderator, "staff": staff}


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        (sign_in_as_staff if user.is_staff else Client.force_login)(client, user)
    return client


def pages_of(role: str, client: Client, house: House, opened: set[str]) -> Iterator[str]:
    """Give the addresses that are pages for this person; `opened` grows with them."""
    for (route, method), row in listed().items():
        if method == "GET" and row[role] == "200" and (route not in opened or route in OPENED_BY_ALL):
            address = address_of(route, house.ids)
            if is_page(client, address):
                opened.add(route)
                yield address
    if role == "staff":
        yield from dict.fromkeys(re.findall(r'href="(/admin/[\w/]+/)"', client.get("/admin/").content.decode()))


def is_page(client: Client, address: str) -> bool:
    answer = client.get(address)
    return answer.status_code == 200 and b"<html" in answer.content[:2000]


def carry(page: Page, client: Client) -> None:
    if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}])


def test_no_page_asks_elsewhere_or_breaks_a_policy(open_profile: OpenProfile, live_app: LiveApp) -> None:
    house, opened, count = build_house("visitor"), set[str](), 0
    for role, user in four_people(house).items():
        client, page = signed_in(user), open_profile()
        carry(page, client)
        for address in pages_of(role, client, house, opened):
            answer = page.goto(address)
            assert answer is not None, address
            assert answer.status == 200, (role, address)
            count += 1
        page.goto("/help/")
        page.evaluate(WORKER, "/me/notices/sw.js")
    assert count > 90
