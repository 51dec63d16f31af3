"""Joining, being asked three quiet questions, and opening the administration, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.groups.models import Topic, TopicInterest
from tests.accounts.factories import PASSPHRASE
from tests.accounts.second_factor import code_now
from tests.e2e.conftest import OpenProfile, sign_in
from tests.live import LiveApp

pytestmark = pytest.mark.browser

ADDRESS = "nora@example.org"


def mailed_code(page: Page, email: str) -> str:
    """Read the newest code on the page of development mails, in a tab of its own."""
    tab = page.context.new_page()
    tab.goto(f"/dev/mail/?to={email}")
    found = re.search(r"^([A-Z0-9][A-Z0-9-]{5,})$", tab.locator("[data-mail] pre").first.inner_text(), re.MULTILINE)
    assert found
    tab.close()
    return found[1]


def sign_up(page: Page, where: str) -> None:
    page.goto(where)
    page.get_by_label("Your e-mail").fill(ADDRESS)
    page.get_by_label("A passphrase").fill(PASSPHRASE)
    for box in page.locator("main").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the mail").fill(mailed_code(page, ADDRESS))
    page.get_by_role("button", name="Go on").click()


def test_a_newcomer_joins_and_answers_three_quiet_questions(live_app: LiveApp, open_profile: OpenProfile) -> None:
    topic = Topic.objects.first() or Topic.objects.create(slug="grief", name="Grief")
    page = open_profile(timezone_id="Asia/Kolkata")
    sign_up(page, "/accounts/signup/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in. Three quiet questions.")
    expect(page.get_by_label("Yes, Kolkata time")).to_be_checked()
    page.get_by_label(topic.name, exact=True).check()
    page.get_by_label("Yes, or maybe: be discreet").check()
    page.get_by_role("button", name="Show me where to start").click()
    page.wait_for_url(f"**/groups/?topic={topic.slug}")
    user = User.objects.get(email=ADDRESS)
    assert (user.time_zone, user.is_discreet) == ("Asia/Kolkata", True)
    assert TopicInterest.objects.get(user=user).topic == topic


def test_a_question_can_be_passed_and_the_way_on_is_kept(live_app: LiveApp, open_profile: OpenProfile) -> None:
    page = open_profile(timezone_id="Asia/Kolkata")
    sign_up(page, "/accounts/signup/?next=/help/")
    expect(page.get_by_label("Yes, Kolkata time")).to_be_checked()
    page.get_by_role("button", name="Pass on this one").nth(1).click()
    expect(page.get_by_label("Yes, Kolkata time")).not_to_be_checked()
    page.get_by_role("button", name="Show me where to start").click()
    page.wait_for_url("**/help/")
    assert User.objects.get(email=ADDRESS).time_zone == ""


def test_staff_enrol_and_use_the_administration_within_the_content_policy(
    live_app: LiveApp, open_profile: OpenProfile, sam: User, nia: User
) -> None:
    User.objects.filter(pk=sam.pk).update(is_superuser=True)
    page = open_profile()
    sign_in(page, sam.email)
    page.goto("/admin/")
    page.wait_for_url("**/2fa/totp/activate/**")
    secret = page.get_by_label("Or type this into the app").input_value()
    page.get_by_label("The six digits").fill(code_now(secret))
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_url("**/2fa/recovery-codes/")
    for path in ("", "accounts/user/", f"accounts/user/{nia.pk}/change/", "accounts/sitesettings/1/change/"):
        page.goto(f"/admin/{path}")
        expect(page.locator("#content")).to_be_visible()
    page.get_by_label("Contact").fill("post@example.org")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_the_page_me_keeps_a_choice_where_it_stands(live_app: LiveApp, open_profile: OpenProfile, nia: User) -> None:
    page = open_profile()
    sign_in(page, nia.email)
    page.goto("/me/")
    page.get_by_text("My clock", exact=True).click()
    page.get_by_label("Your clock").select_option("Asia/Kolkata")
    page.locator("details[open]").get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("That is kept.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Kolkata, \d{1,2}:\d\d"))).to_be_visible()
