"""Times for people who are not signed in."""

import pytest
from playwright.sync_api import Browser, expect

from tests.live import LiveApp

pytestmark = pytest.mark.browser


def test_a_visitor_reads_times_by_their_own_clock(browser: Browser, live_app: LiveApp) -> None:
    context = browser.new_context(base_url=live_app.url, timezone_id="America/Lima")
    visitor = context.new_page()

    visitor.goto("/")

    expect(visitor.get_by_text("times in your zone (Lima)")).to_be_visible()
    visitor.get_by_role("link", name="Change zone").click()
    visitor.get_by_label("Show times as they are in").select_option("Asia/Tokyo")
    visitor.get_by_role("button", name="Show these times").click()
    expect(visitor.get_by_text("times in your zone (Tokyo)")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_text("times in your zone (Tokyo)")).to_be_visible()
    context.close()
