"""The site as an app: what Chromium reads of it, and that it would put it on a home screen."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import SiteSettings, User
from tests.e2e.conftest import OpenProfile, carry_session
from tests.live import wait_until

pytestmark = pytest.mark.browser


def app_of(page: Page, address: str) -> dict[str, Any]:
    """Return what an app of this page would be, where Chromium finds nothing that keeps it from being one."""
    page.goto(address)
    devtools = page.context.new_cdp_session(page)
    told = devtools.send("Page.getAppManifest")
    assert told["errors"] == []
    # The headless shell never finds one; `CHROMIUM=/usr/bin/chromium` does, and that a test's profile is a private one.
    found = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in found} <= {"in-incognito"}
    app: dict[str, Any] = told["manifest"]
    return app


@pytest.mark.parametrize(
    ("is_discreet", "name", "start"), [(False, "Canary Circle", "/"), (True, "Page", "/accounts/login/")]
)
def test_a_browser_can_put_it_on_a_home_screen_and_sees_its_pictures(
    is_discreet: bool, name: str, start: str, open_profile: OpenProfile, bob: User
) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "Canary Circle"})
    User.objects.filter(pk=bob.pk).update(is_discreet=is_discreet)
    page = open_profile()
    carry_session(page, bob)
    app = app_of(page, "/me/")
    assert (app["name"], urlsplit(app["startUrl"]).path, app["display"]) == (name, start, "kStandalone")
    for icon in app["icons"]:
        wide = (
            "address => fetch(address).then((one) => one.blob()).then(createImageBitmap).then((drawn) => drawn.width)"
        )
        assert page.evaluate(wide, icon["url"]) == int(icon["sizes"].split("x")[0])


KEPT = "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(one => one.keys()))))"
PAGES_KEPT = (
    f"{KEPT}.then(all => all.flat().map(({{ url }}) => new URL(url).pathname).filter(path => path.endsWith('/')))"
)


@pytest.mark.parametrize("start", ["/", "/accounts/login/"])
def test_without_a_connection_the_app_opens_at_help_and_leads_to_the_plan(
    start: str, open_profile: OpenProfile, nia: User
) -> None:
    page = open_profile()
    carry_session(page, nia)
    page.goto("/help/plan/people/")
    page.get_by_role("textbox").fill("My sister, 020 7946 0018")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_function("() => customElements.get('kept-plan')")
    page.get_by_text("Keep it on this device", exact=True).click()
    page.get_by_role("button", name="Yes, keep it on this device").click()
    expect(page.get_by_text("It is kept on this device.")).to_be_visible()
    page.goto("/me/")
    wait_until(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"), what="the worker is asked")

    page.context.set_offline(True)
    # The worker is a target of its own and may be cut off a moment after the page is.
    wait_until(lambda: page.goto(start) and "#no-connection" in page.url, what="the worker is offline too")
    assert {path.split("/")[1] for path in page.evaluate(PAGES_KEPT)} == {"help"}
    expect(page.get_by_text("There is no connection. Calling, the exercises")).to_be_visible()
    assert nia.email not in page.content()
    page.get_by_role("link", name="Open my plan").click()
    expect(page.get_by_role("link", name="020 7946 0018")).to_be_visible()
    page.get_by_role("link", name="I need help now").first.click()
    expect(page.get_by_text("There is no connection. Calling, the exercises")).to_be_hidden()
    page.get_by_role("link", name="Five, four, three, two, one").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Five, four, three, two, one")

    page.context.set_offline(False)
    wait_until(lambda: page.goto("/me/") and page.url.endswith("/me/"), what="the page comes from the server again")
