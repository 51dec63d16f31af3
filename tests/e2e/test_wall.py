"""The wall in a real browser: a post is written in peace, answered below, and an answer comes in by itself."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.services.rooms import wall_room
from tests.e2e.conftest import OpenProfile, carry_session
from tests.messaging.changing import say

pytestmark = pytest.mark.browser

SCRIPT = re.compile(r"/wall-writing[^/]*\.js$")
NEWS = re.compile(r"/wall-news[^/]*\.js$")


def write_before_its_script(page: Page, words: str) -> None:
    """On a slow line people write before the page's script is there; that is kept too."""
    late: list[Route] = []
    page.route(SCRIPT, lambda route: late.append(route))  # noqa: PLW0108 - it must take an attribute
    with page.expect_request(SCRIPT):
        page.get_by_role("link", name="Write on the wall").click()
    page.get_by_label("Your words").fill(words)
    with page.expect_response(re.compile(r"/draft/$")):
        late[0].continue_()
    page.unroute(SCRIPT)


@contextmanager
def before_it_listens(page: Page, address: str) -> Iterator[None]:
    """Open the page, and let it ask for news only after the block."""
    late: list[Route] = []
    page.route(NEWS, lambda route: late.append(route))  # noqa: PLW0108 - it must take an attribute
    with page.expect_request(NEWS):
        page.goto(address, wait_until="commit")
    yield
    late[0].continue_()
    page.unroute(NEWS)


def test_a_post_is_written_and_answered(open_profile: OpenProfile, group: Group, bob: User, carol: User) -> None:
    his = open_profile(viewport={"width": 360, "height": 780})
    carry_session(his, bob)
    his.goto(f"/groups/{group.public_id}/wall/")
    write_before_its_script(his, "The bicycle, finished.\n\nI rode it to the canal.")
    his.reload()
    expect(his.get_by_label("Your words")).to_have_value("The bicycle, finished.\n\nI rode it to the canal.")
    his.get_by_role("button", name="Emoji").click()
    his.get_by_label("Find an emoji by its name").fill("lantern")
    his.keyboard.press("Enter")
    expect(his.get_by_label("Your words")).to_have_value(re.compile(r"canal\.\S+$"))
    his.get_by_role("button", name="Preview").click()
    expect(his.get_by_role("group", name="How it will look")).to_contain_text("The bicycle, finished.")
    his.get_by_text("A small win").click()
    his.get_by_role("button", name="Put it on the wall").click()
    expect(his.locator(".message--post")).to_contain_text("I rode it to the canal.")

    hers = open_profile(viewport={"width": 1280, "height": 900})
    carry_session(hers, carol)
    hers.goto(f"/groups/{group.public_id}/wall/")
    hers.get_by_role("link", name="Be the first to answer").click()
    hers.get_by_label("Write an answer").fill("I read this twice.")
    hers.get_by_label("Write an answer").press("Enter")
    hers.get_by_label("Write an answer").type("On the bus.")
    hers.get_by_role("button", name="Send").click()
    expect(his.locator(".message")).to_have_count(2)
    expect(his.locator(".message").last).to_contain_text("On the bus.")
    expect(hers.locator(".message--pending")).to_have_count(0)

    say(bob, wall_room(group), "Something else, by itself")
    with before_it_listens(hers, f"/groups/{group.public_id}/wall/"):
        expect(hers.locator(".wall-card")).to_have_count(2)
        say(bob, wall_room(group), "A third")
    expect(hers.get_by_text("Something new is here.")).to_be_visible()
    expect(his.locator(".message")).to_have_count(2)
