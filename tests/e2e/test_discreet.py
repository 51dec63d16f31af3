"""An open page of a discreet person: it stays while they use it, and goes when they left it lying."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from tests.e2e.conftest import OpenProfile, carry_session
from tests.live import LiveApp

pytestmark = pytest.mark.browser


@pytest.fixture
def page(live_app: LiveApp, bob: User, open_profile: OpenProfile) -> Page:
    User.objects.filter(pk=bob.pk).update(is_discreet=True)
    page = open_profile()
    carry_session(page, bob)
    page.clock.install()
    page.goto("/me/")
    return page


def test_using_a_page_is_told_each_minute_and_reading_nothing_is_not(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/me/here/" in request.url else None)
    page.clock.run_for("05:00")
    assert asked == []

    page.keyboard.press("ArrowDown")
    with page.expect_response("**/me/here/") as answer:
        page.clock.run_for("01:00")

    assert answer.value.status == 204


def test_a_page_left_lying_goes_to_the_sign_in(page: Page) -> None:
    Session.objects.update(expire_date=timezone.now())

    page.clock.fast_forward("17:00")

    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("This device, now")).to_have_count(0)
