"""Signing up with a passkey, coming back with it, and having a second one, with Chromium's virtual authenticator."""

import pytest
from django.utils import timezone
from playwright.sync_api import CDPSession, Page, expect

from apps.accounts.models import User
from tests.e2e.conftest import OpenProfile
from tests.e2e.test_accounts import ADDRESS, mailed_code
from tests.live import LiveApp

pytestmark = pytest.mark.browser

INTERNAL_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(tools: CDPSession, **changes: object) -> str:
    """Give the browser a device that holds passkeys, and return its name."""
    added = tools.send("WebAuthn.addVirtualAuthenticator", {"options": INTERNAL_DEVICE | changes})
    return str(added["authenticatorId"])


def begin(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_role("link", name="Join with a passkey").click()
    page.get_by_label("Your e-mail").fill(ADDRESS)
    for box in page.locator("main").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the mail").fill(mailed_code(page, ADDRESS))
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_made_opens_the_account_gets_a_second_and_goes(
    live_app: LiveApp, open_profile: OpenProfile
) -> None:
    page = open_profile()
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable", {"enableUI": False})
    phone = plug_in(tools)
    begin(page)
    page.get_by_role("button", name="Make a passkey and go in").click()
    page.wait_for_url("**/welcome/")
    assert not User.objects.get(email=ADDRESS).has_usable_password()
    User.objects.filter(email=ADDRESS).update(welcomed_at=timezone.now())

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/2fa/passkeys/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your passkeys")

    # The same device has one already and says so; another takes a second one.
    page.get_by_role("link", name="Add another").click()
    page.get_by_role("button", name="Show your passkey").click()
    page.get_by_label("What you call it").fill("the blue key")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("holds a passkey for here already")
    tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": phone})
    plug_in(tools, transport="usb")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("the blue key")).to_be_visible()

    page.get_by_text("Passkey 1").click()
    page.get_by_role("link", name="Take it away").first.click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("The passkey opens nothing here any more.")).to_be_visible()
    expect(page.get_by_text("the blue key")).to_be_visible()
    expect(page.get_by_text("Passkey 1")).to_have_count(0)
