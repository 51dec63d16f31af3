"""Spanish words are longer: on a small phone no page scrolls sideways and no word is cut off."""

import pytest
from playwright.sync_api import Page

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Meeting
from tests.accounts.factories import PASSPHRASE
from tests.e2e.conftest import OpenProfile, browser, open_profile, watch
from tests.i18n.sentences import english_in, said_by

__all__ = ["browser", "open_profile", "watch"]

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 780}, "locale": "es-ES", "is_mobile": True, "has_touch": True}
SIGNED_OUT = ["/", "/groups/", "/meetings/", "/help/", "/accounts/login/", "/accounts/signup/", "/no-such-page/"]
# Words wider than the box that they stand in; what scrolls on purpose or is for ears alone is left out.
TOO_WIDE = """() => {
  const cut = [...document.querySelectorAll("a, button, label, h1, h2, h3, p, summary, legend, dd, li, span")].filter((each) =>
    each.getClientRects().length && !each.closest(".visually-hidden, .skip-link, svg, [hidden]")
    && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1 && getComputedStyle(each).display !== "inline");
  const page = document.documentElement.scrollWidth > innerWidth ? [`page ${document.documentElement.scrollWidth}`] : [];
  return page.concat(cut.map((each) => `${each.className || each.tagName}: ${each.innerText.slice(0, 60)}`));
}"""


def too_wide_on(page: Page, path: str) -> list[str]:
    page.goto(path)
    return [f"{path} {words}" for words in page.evaluate(TOO_WIDE)]


def enter(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSPHRASE)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def test_pages_fit_a_phone_before_signing_in(open_profile: OpenProfile, spanish_group: Group) -> None:
    page = open_profile(**PHONE)
    wide = [words for path in [*SIGNED_OUT, f"/groups/{spanish_group.public_id}/"] for words in too_wide_on(page, path)]

    assert page.get_by_text("Salir ya").first.is_visible()
    assert wide == []


def test_pages_fit_a_phone_of_a_member(open_profile: OpenProfile, spanish_group: Group, alice: User) -> None:
    page = open_profile(**PHONE)
    enter(page, alice)
    group, meeting = f"/groups/{spanish_group.public_id}/", f"/meetings/{Meeting.objects.get().public_id}/"
    inside = ["", "chat/", "meetings/", "members/", "me/", "leaving/", "settings/", "settings/page/", "settings/formats/",
              "settings/door/", "settings/duty/", "settings/roles/", "settings/invitations/", "moderation/"]  # fmt: skip
    paths = [
        "/",
        "/groups/",
        "/meetings/",
        "/messages/",
        "/me/",
        "/notices/",
        meeting,
        *(group + path for path in inside),
    ]

    assert [words for path in paths for words in too_wide_on(page, path)] == []


def test_a_meeting_fits_a_phone(open_profile: OpenProfile, spanish_group: Group, alice: User) -> None:
    page = open_profile(**PHONE)
    enter(page, alice)
    wide = too_wide_on(page, f"/meetings/{Meeting.objects.get().public_id}/room/")
    page.locator("[name=agreement]").check()
    page.get_by_role("button", name="Abrir la sala").click()
    page.get_by_role("button", name="Salir del encuentro").wait_for()

    assert wide + page.evaluate(TOO_WIDE) == []
    assert english_in(said_by(page.content())) == []


def test_joining_fits_a_phone(open_profile: OpenProfile, spanish_group: Group, nia: User) -> None:
    User.objects.update(language="es")
    page = open_profile(**PHONE)
    enter(page, nia)
    paths = ["/", "/welcome/", "/groups/", f"/groups/{spanish_group.public_id}/joining/", "/groups/new/"]

    assert [words for path in paths for words in too_wide_on(page, path)] == []
