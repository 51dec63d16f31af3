"""A safety plan in a real browser: written, kept on this device, read without a connection, gone with the session."""

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.care.services.plans import plan_of, words_in
from tests.e2e.conftest import OpenProfile, signed_in
from tests.live import LiveApp, wait_until

pytestmark = pytest.mark.browser

IS_THERE = "caches.has('plan-1')"


def test_a_plan_is_kept_on_this_device_when_asked_to_and_goes_with_the_session(
    open_profile: OpenProfile, live_app: LiveApp, nia: User
) -> None:
    page = signed_in(open_profile, live_app, nia)
    page.goto("/help/plan/people/")
    page.wait_for_function("() => customElements.get('kept-words')")
    page.get_by_role("textbox").fill("My sister, 020 7946 0018")
    expect(page.get_by_role("status").filter(has_text="Kept as you write.")).to_be_visible()
    assert words_in(plan_of(nia), "people") == "My sister, 020 7946 0018"
    page.get_by_role("textbox").press_sequentially(" day or night")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("Keep it on this device", exact=True).click()
    page.get_by_role("button", name="Yes, keep it on this device").click()
    expect(page.get_by_text("It is kept on this device.")).to_be_visible()
    another = page.context.new_page()
    another.goto("/me/")

    page.context.set_offline(True)
    # The worker is a target of its own and may be cut off a moment after the page is.
    wait_until(lambda: page.goto("/help/plan/") and "data-kept" in page.content(), what="the worker is offline too")
    expect(page.get_by_role("link", name="020 7946 0018")).to_have_attribute("href", "tel:02079460018")
    expect(page.get_by_text("day or night")).to_be_visible()
    page.goto("/help/quiet/senses/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Five, four, three, two, one")

    page.context.set_offline(False)
    another.get_by_role("button", name="Sign out").click()
    another.get_by_role("link", name="Sign in").first.wait_for()
    wait_until(lambda: not another.evaluate(IS_THERE), what="the copy is gone")
    page.context.set_offline(True)
    page.goto("/help/plan/")
    expect(page.get_by_text("this device keeps no plan")).to_be_visible()
