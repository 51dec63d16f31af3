"""The page itself, in a real browser, over the same faults: what it shows in the end is all that was said."""

import pytest
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.models import Room
from tests.e2e.conftest import OpenProfile, browser, open_profile, signed_in, watch
from tests.faults.test_far_behind import say_long_ago
from tests.live import LiveApp

__all__ = ["browser", "open_profile", "watch"]
pytestmark = pytest.mark.browser

PATIENCE = 40_000  # milliseconds: pauses before coming back are up to 15 s


@pytest.fixture
def page(open_profile: OpenProfile, live_app: LiveApp, room: Room, group: Group, bob: User, mo: User) -> BrowserPage:
    """Bob's chat, open and at rest."""
    opened = signed_in(open_profile, live_app, bob)
    opened.goto(f"/groups/{group.public_id}/chat/")
    say(opened, "here")
    expect(opened.locator(".message--pending")).to_have_count(0)
    return opened


def say(page: BrowserPage, words: str) -> None:
    page.get_by_label("Write to the group").fill(words)
    page.get_by_role("button", name="Send").click()


def numbers_on(page: BrowserPage) -> list[int]:
    return [int(number) for number in page.locator("room-chat .message[data-number]").evaluate_all(NUMBERS)]


NUMBERS = "articles => articles.map(article => article.dataset.number)"


def test_page_far_behind_shows_everything_in_order(page: BrowserPage, live_app: LiveApp, room: Room, mo: User) -> None:
    """More than two pages are missing when the process is back, and what is said then comes after them."""
    live_app.kill("web")
    say_long_ago(room, mo, [f"line {number}" for number in range(2, 302)])
    say(page, "while nobody answered")
    live_app.start("web")
    expect(page.locator("room-chat .message[data-number='302']")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("room-chat .message")).to_have_count(302, timeout=PATIENCE)
    assert numbers_on(page) == list(range(1, 303))
    expect(page.locator(".message--pending, .message--unsent")).to_have_count(0)
