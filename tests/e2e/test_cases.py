"""The queue by keys alone."""

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.moderation.services import reporting
from apps.moderation.services.reporting import Concern
from tests.e2e.conftest import OpenProfile, signed_in
from tests.groups.factories import membership_of
from tests.live import LiveApp
from tests.moderation.factories import access_of

pytestmark = pytest.mark.browser


def test_a_moderator_takes_hands_over_and_closes_by_keys(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, alice: User, mo: User, bob: User, carol: User
) -> None:
    for reporter, reported, category in ((bob, carol, "self_harm"), (carol, bob, "selling")):
        reporting.report_member(access_of(reporter, group), membership_of(reported, group), Concern(category))
    page = signed_in(open_profile, live_app, mo)
    page.goto("/moderation/")
    keys = page.keyboard
    for key in ("j", "j", "k", "Enter"):
        keys.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody may hurt themselves")
    # The keys are there when the page is whole.
    page.wait_for_load_state()
    keys.press("c")
    expect(page.get_by_role("button", name="Give it back")).to_be_visible()
    page.wait_for_load_state()
    keys.press("h")
    expect(page.get_by_label("Who takes it on?")).to_be_focused()
    page.get_by_label("What should they know?").focus()
    # A letter belongs to whoever types.
    keys.type("rcnq")
    expect(page.get_by_label("What should they know?")).to_have_value("rcnq")
    page.get_by_role("heading", level=1).click()
    keys.press("?")
    expect(page.get_by_text("take the closing back")).to_be_visible()
    keys.press("x")
    keys.press("Space")
    page.get_by_label("What did you find?").fill("We talked.")
    page.get_by_role("button", name="I looked at it").click()
    expect(page.get_by_text("That was a heavy one")).to_be_visible()
    page.wait_for_load_state()
    keys.press("u")
    expect(page.get_by_role("button", name="Give it back")).to_be_visible()
