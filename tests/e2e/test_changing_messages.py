"""Two people and a third tab: quiet answers, changed words and words taken back, seen by the other as they happen."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.reactions import answer_quietly
from apps.messaging.services.reading import mark_read
from apps.messaging.services.rooms import chat_room, enter_room
from tests.e2e.conftest import OpenProfile, signed_in
from tests.e2e.test_chat import enter, post, say
from tests.live import LiveApp

pytestmark = pytest.mark.browser


def message(page: Page, words: str) -> Locator:
    return page.locator("room-chat .message", has=page.get_by_text(words, exact=True))


def choose(page: Page, words: str, act: str) -> None:
    message(page, words).locator(".more summary").click()
    message(page, words).get_by_role("link", name=act, exact=True).click()


def test_what_one_changes_the_other_sees(open_profile: OpenProfile, group: Group, bob: User, carol: User) -> None:
    post(carol, group, "hers", "Nine dayz.")
    mark_read(*enter_room(chat_room(group).public_id, carol), 1)
    post(bob, group, "his", "Ten for me")
    his = enter(open_profile, bob, group, viewport={"width": 360, "height": 780})
    hers = enter(open_profile, carol, group, viewport={"width": 1280, "height": 900})
    other_tab = his.context.new_page()
    other_tab.goto(his.url)

    message(his, "Nine dayz.").get_by_role("button", name="Answer quietly").click()
    chip = message(his, "Nine dayz.").get_by_role("button", name="I hear you")
    expect(chip).to_be_focused()
    chip.press("Enter")
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(message(hers, "Nine dayz.").locator("[data-kind=hear]")).to_be_visible()
    elsewhere = message(other_tab, "Nine dayz.").get_by_role("button", name="I hear you")
    expect(elsewhere).to_have_attribute("aria-pressed", "true")
    message(hers, "Nine dayz.").get_by_role("link", name="Who answered").click()
    expect(message(hers, "Nine dayz.").get_by_text("Bramble: I hear you")).to_be_visible()

    choose(hers, "Nine dayz.", "Change the words")
    form = hers.locator("[data-editing]")
    form.get_by_label("Your words").fill("Nine days.")
    form.get_by_role("button", name="Save").click()
    changed = message(his, "Nine days.")
    expect(changed.get_by_text("edited")).to_be_visible()
    expect(changed.get_by_role("button", name="I hear you")).to_have_attribute("aria-pressed", "true")
    expect(message(hers, "Nine days.")).to_be_focused()
    expect(hers.locator(".day--new + .day + .message, .day--new + .message")).to_contain_text("Ten for me")

    changed.get_by_role("button", name="I hear you").click()
    for page in (his, hers, other_tab):
        expect(message(page, "Nine days.").locator("[data-kind=hear]")).to_have_count(0)
    answer_quietly(carol.pk, message(his, "Ten for me").get_attribute("data-id") or "", "well", is_present=True)
    expect(message(hers, "Ten for me").locator("[data-kind=well]")).to_be_visible()
    expect(hers.locator(".day--new + .message")).to_contain_text("Ten for me")
    _take_back(his, hers, other_tab)


def _take_back(his: Page, hers: Page, other_tab: Page) -> None:
    choose(his, "Ten for me", "Take it back")
    his.get_by_role("button", name="Keep it").press("Escape")
    expect(message(his, "Ten for me")).to_be_focused()
    choose(his, "Ten for me", "Take it back")
    his.get_by_role("button", name="Take it back").click()
    for page in (his, hers, other_tab):
        expect(page.get_by_text("This message was taken back.")).to_be_visible()
        expect(page.get_by_text("Ten for me")).to_have_count(0)


def test_a_quiet_answer_that_fails_is_undone_with_words(
    open_profile: OpenProfile, group: Group, bob: User, carol: User
) -> None:
    post(carol, group, "hers", "Nine days.")
    page = enter(open_profile, bob, group)
    page.route("**/reactions/", lambda route: route.abort())
    message(page, "Nine days.").get_by_role("button", name="Answer quietly").click()
    message(page, "Nine days.").get_by_role("button", name="Me too").click()
    expect(page.get_by_text("That did not reach us. Please try again.")).to_be_visible()
    expect(message(page, "Nine days.").get_by_role("button", name="Me too")).to_have_count(0)
    page.unroute("**/reactions/")
    message(page, "Nine days.").get_by_role("button", name="Answer quietly").click()
    message(page, "Nine days.").get_by_role("button", name="Me too").click()
    expect(message(page, "Nine days.").get_by_role("button", name="Me too")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("That did not reach us. Please try again.")).to_have_count(0)


def test_menu_is_there_when_it_is_wanted(
    open_profile: OpenProfile, group: Group, bob: User, carol: User, mo: User
) -> None:
    post(carol, group, "hers", "Nine days.")
    page = enter(open_profile, mo, group)
    article = message(page, "Nine days.")
    said = article.get_attribute("data-id") or ""
    opener = article.get_by_label("More about this message")
    expect(opener).to_be_visible()
    expect(page.locator(".more__list, .message noscript")).to_have_count(0)

    article.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(article.get_by_role("link", name="Look after Clover")).to_have_attribute(
        "href", f"/groups/{group.public_id}/moderation/members/{article.get_attribute('data-author')}/"
    )
    page.keyboard.press("Tab")
    reply = article.get_by_role("link", name="Reply")
    expect(reply).to_be_focused()
    answer_quietly(bob.pk, said, "hear", is_present=True)
    expect(article.get_by_role("button", name="I hear you")).to_be_visible()
    expect(reply).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(page.locator(".more__list")).to_have_count(0)

    newer = post(carol, group, "newer", "Ten days.")
    message(page, "Ten days.").focus()
    page.keyboard.press("r")
    expect(page.get_by_label("Write to the group")).to_be_focused()
    expect(page.locator("[data-answer-text]")).to_have_text("Ten days.")
    hide_message(newer)
    message(page, "The people who look after the room have hidden this message.").locator(".more summary").click()
    expect(page.locator(".more__item")).to_have_text([" Show it again"])


def test_menu_is_there_without_javascript(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    post(carol, group, "hers", "Nine days.")
    post(bob, group, "his", "Ten for me")
    page = signed_in(open_profile, live_app, bob, java_script_enabled=False)
    page.goto(f"/groups/{group.public_id}/chat/")
    choose(page, "Nine days.", "Reply")
    expect(page.locator("[data-answer-text]")).to_have_text("Nine days.")
    choose(page, "Ten for me", "Take it back")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("This message was taken back.")).to_be_visible()


def test_last_words_are_changed_from_the_composer(
    open_profile: OpenProfile, group: Group, bob: User, carol: User
) -> None:
    page = enter(open_profile, bob, group)
    say(page, "Nine dayz.")
    own = page.locator(".message--mine[data-number='1']")
    expect(own).to_be_visible()
    page.get_by_label("Write to the group").press("ArrowUp")
    words = page.get_by_label("Your words", exact=True)
    expect(words).to_be_focused()
    expect(words).to_have_value("Nine dayz.")
    words.fill("Half wri")
    answer_quietly(carol.pk, own.get_attribute("data-id") or "", "hear", is_present=True)
    expect(own).to_have_attribute("data-change", "2")
    expect(words).to_have_value("Half wri")
    expect(words).to_be_focused()
    words.fill(" ")
    words.press("Enter")
    expect(page.get_by_text("There is nothing to send yet.")).to_be_visible()
    words.fill("Nine days.")
    words.press("Enter")
    expect(message(page, "Nine days.").get_by_text("edited")).to_be_visible()
    page.get_by_label("Write to the group").press("ArrowUp")
    words.press("Escape")
    expect(page.get_by_label("Write to the group")).to_be_focused()
    expect(page.locator("[data-editing]")).to_have_count(0)
    expect(page).to_have_url(re.compile("/chat/"))
