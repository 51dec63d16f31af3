"""A pact in two browsers: from the list of members to an evening that the other one reads."""

import re

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.groups.models import Group
from tests.e2e.conftest import OpenProfile, signed_in
from tests.live import LiveApp

pytestmark = pytest.mark.browser


def test_two_members_from_asking_to_an_evening(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    his = signed_in(open_profile, live_app, bob)
    his.goto(f"/groups/{group.public_id}/members/")
    his.get_by_role("link", name="Ask for a pact Clover").click()
    his.get_by_label("What for, in your words").fill("Write before, not after")
    his.get_by_role("button", name="Ask", exact=True).click()
    expect(his.get_by_text("They can say yes within a week")).to_be_visible()

    hers = signed_in(open_profile, live_app, carol)
    hers.goto("/")
    hers.get_by_role("link", name="asks you for a pact").click()
    hers.get_by_role("button", name="Yes, I will").click()
    hers.get_by_label("What I mean to do today").fill("Ring first")
    hers.get_by_text("It was hard", exact=True).click()
    hers.get_by_role("button", name="Keep it").click()
    expect(hers.get_by_text("You two can read it")).to_be_visible()

    his.goto("/journey/")
    his.get_by_role("link", name=re.compile("Write before, not after")).click()
    expect(his.get_by_text("Ring first")).to_be_visible()
    expect(his.get_by_text("It was hard").first).to_be_visible()
