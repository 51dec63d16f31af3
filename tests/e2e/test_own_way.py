"""Every page of somebody's own way, with something on each: read on a narrow phone in large letters, and looked at by axe."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from apps.accounts.models import User
from apps.care.rules.exercises import EXERCISES
from apps.groups.models import Group
from tests.care.test_directory import make_resource
from tests.e2e.conftest import OpenProfile, signed_in
from tests.e2e.test_accessibility import AXE, NARROW, OVERHANG, RUN_AXE
from tests.journey.leaning import lean_on_others
from tests.live import LiveApp
from tests.meetings.factories import make_meeting
from tests.security.addresses import PARAMETER, patterns, routes

pytestmark = pytest.mark.browser

OWN = {"care", "journey", "plan", "shown"}
# As people write: a name with a word in it as long as German has them.
WORD = "Without my Krankenversicherung"
UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"
HANGING = """
[...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth)
  .slice(-3).map(one => one.outerHTML.slice(0, 160))
"""
DOUBLE = "document.documentElement.style.fontSize = '200%'"


def pages_of(client: Client, ids: dict[str, str]) -> Iterator[str]:
    """Give each address that is a page; one that is only for sending, a worker or a way elsewhere is none."""
    for address in dict.fromkeys(addresses(ids)):
        answer = client.get(address)
        assert answer.status_code in {200, 302, 405}, f"nothing is kept that {address} could show"
        if answer.status_code == 200 and b"<html" in answer.content[:2000]:
            yield address


def addresses(ids: dict[str, str]) -> Iterator[str]:
    counted, remembered = {"milestone_id": ids["counted_id"]}, {"milestone_id": ids["remembered_id"]}
    other = {"journey:peers": counted, "journey:milestone_holding": remembered, "plan:part": {"name": "signs"}}
    for route in routes():
        if route.partition(":")[0] in OWN:
            known = {"name": "walk", "part": "evening", **ids, **other.get(route, {})}
            yield reverse(route, kwargs={name: known[name] for name in PARAMETER.findall(patterns()[route])})
    for name in EXERCISES:
        yield reverse("care:exercise", args=[name])
    for pact in ids["pact_ids"].split():
        yield reverse("journey:pact", args=[pact])
    for kind in ("free", "since", "remembrance", "goal"):
        yield f"{reverse('journey:milestone_begin')}?kind={kind}"
    yield f"{reverse('shown:supporter_page', args=[ids['token']])}?open=1"


def faults_of(page: Page) -> Iterator[str]:
    """Give what is wrong with the open page, everything on it unfolded."""
    page.evaluate(UNFOLD)
    page.evaluate(AXE)
    yield from page.evaluate(RUN_AXE, None)
    page.evaluate(DOUBLE)
    if (pixels := page.evaluate(OVERHANG)) > 0:
        yield f"{pixels} px hang over: {page.evaluate(HANGING)}"


def test_every_page_of_ones_own_way_is_readable_on_a_narrow_phone_in_large_letters(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User
) -> None:
    make_meeting(group)
    make_resource(WORD, description=WORD)
    client = Client()
    client.force_login(bob)
    page = signed_in(open_profile, live_app, bob, reduced_motion="reduce", viewport=NARROW)
    seen, faults = 0, list[str]()
    for address in pages_of(client, lean_on_others(bob, group, WORD)):
        page.goto(address)
        faults += [f"{address}: {fault}" for fault in faults_of(page)]
        seen += 1
    assert faults == []
    assert seen > 50
