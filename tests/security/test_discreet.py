"""Whoever is discreet opens no page that says in its tab, or as an app, what this site is or what the page is about."""

import re

import pytest
from django.test import Client

from apps.accounts.models import SiteSettings, User
from tests.security.addresses import address_of, build_house
from tests.security.test_authz_matrix import listed, sign_in

pytestmark = pytest.mark.django_db

ERRORS = ("/nowhere/", "/groups/zzzzzzzzzzzz/")


@pytest.mark.parametrize("role", ["owner", "staff", "removed"])
def test_every_tab_of_a_discreet_person_is_a_page_and_no_more(role: str) -> None:
    house, client = build_house(role), Client()
    assert house.person
    User.objects.filter(pk=house.person.pk).update(is_discreet=True)
    SiteSettings.objects.update(name="Canary")
    sign_in(client, house.person)
    shown = [route for (route, method), row in listed().items() if method == "GET" and row[role] == "200"]
    addresses = [*(address_of(route, house.ids) for route in shown), *ERRORS]
    telling = {address: told for address in addresses if (told := tells(client, address))}
    assert telling == {}


def tells(client: Client, address: str) -> list[str]:
    """Return what the head of a page tells beyond nothing; what is no page has none."""
    answer = client.get(address)
    if answer.streaming or b"<html" not in answer.content[:2000]:
        return []
    head = answer.content.decode().split("</head>")[0]
    titles = re.findall(r"<title>\s*(.*?)\s*</title>", head, re.DOTALL)
    looks = re.findall(r'<link rel="(?:icon|manifest)" href="(.*?)"', head)
    others = [
        look for look in looks if look != "/page.webmanifest" and not re.fullmatch(r"/static/page[.\w]*\.svg", look)
    ]
    wrong = [title for title in titles or ["no title"] if title != "Page"]
    return [*wrong, *others, *re.findall("Canary", head)]
