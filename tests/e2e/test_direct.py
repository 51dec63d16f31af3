"""Two people who talk alone, in two browsers: asking, a yes, live words, a caution, and a block that nobody notices."""

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.groups.models import Group
from tests.e2e.conftest import OpenProfile, signed_in
from tests.groups.factories import membership_of
from tests.live import LiveApp

pytestmark = pytest.mark.browser


def say(page: Page, alias: str, words: str) -> None:
    page.get_by_label(f"Write to {alias}", exact=True).fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def test_two_ask_talk_and_part(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    his = signed_in(open_profile, live_app, bob, viewport={"width": 360, "height": 780})
    hers = signed_in(open_profile, live_app, carol, viewport={"width": 1280, "height": 900})
    his.goto(f"/groups/{group.public_id}/members/")
    his.get_by_role("link", name="Write to them Clover").click()
    his.get_by_label("Your note").fill("Your words helped me. May I write to you?")
    his.get_by_role("button", name="Send the note").click()
    expect(his.get_by_text("Until then there is nothing to do.")).to_be_visible()

    hers.goto("/messages/")
    expect(hers.get_by_text("Your words helped me.")).to_be_visible()
    hers.get_by_role("button", name="Say yes Bramble").click()
    say(hers, "Bramble", "Of course.")
    expect(his.get_by_role("log").get_by_text("Of course.")).to_be_visible()
    say(his, "Clover", "Thank you.")
    expect(hers.get_by_role("log").get_by_text("Thank you.")).to_be_visible()

    say(hers, "Bramble", "Mine is 07700 900123")
    expect(hers.get_by_text("This looks like a phone number.")).to_be_visible()
    hers.get_by_role("button", name="Send anyway").click()
    expect(his.get_by_role("log").get_by_text("07700 900123")).to_be_visible()

    hers.get_by_role("link", name="Not read or not meet them").first.click()
    hers.get_by_role("button", name="Not meet any more").click()
    expect(hers.get_by_text("They are not told.")).to_be_visible()
    say(his, "Clover", "Are you there?")
    expect(his.locator(".message--mine", has_text="Are you there?")).to_be_visible()
    expect(his.locator(".message--pending")).to_have_count(0)
    hers.goto("/messages/")
    hers.get_by_role("link", name="Bramble").click()
    expect(hers.get_by_text("You have chosen not to meet this person.")).to_be_visible()
    expect(hers.get_by_text("Are you there?")).to_have_count(0)
    assert membership_of(bob, group).public_id not in hers.url
