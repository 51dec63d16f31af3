"""The site as an app: what Chromium reads of it, and that it would put it on a home screen."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from apps.accounts.models import SiteSettings, User
from tests.e2e.conftest import OpenProfile, carry_session

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
