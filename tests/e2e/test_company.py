"""Company in two browsers: one tap, "I'm here", and who called sees it without touching anything."""

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.journey.services.circle import Circle, keep_circle
from tests.e2e.conftest import OpenProfile, signed_in
from tests.groups.factories import membership_of
from tests.live import LiveApp

pytestmark = pytest.mark.browser


def test_one_tap_and_somebody_is_here(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    keep_circle(bob, Circle([membership_of(carol, group).public_id]))
    his = signed_in(open_profile, live_app, bob)
    his.goto("/")
    his.get_by_role("button", name="I could use company").click()
    expect(his.get_by_text("That says nothing about you.")).to_be_visible()

    hers = signed_in(open_profile, live_app, carol)
    hers.goto("/")
    hers.get_by_role("link", name="could use company").click()
    hers.get_by_role("button", name="I’m here").click()
    hers.get_by_label("Write to Bramble", exact=True).wait_for()

    expect(his.get_by_text("Clover is here")).to_be_visible()
    his.get_by_role("link", name="Go to the conversation").click()
    expect(his.get_by_label("Write to Clover", exact=True)).to_be_visible()
