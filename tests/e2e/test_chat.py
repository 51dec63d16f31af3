"""The chat in real browsers: what one says the other sees at once, whatever the line does."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from tests.e2e.conftest import OpenProfile, carry_session

pytestmark = pytest.mark.browser


def enter(open_profile: OpenProfile, user: User, group: Group, **options: object) -> Page:
    page = open_profile(**options)
    carry_session(page, user)
    page.goto(f"/groups/{group.public_id}/chat/")
    return page


def say(page: Page, words: str) -> None:
    page.get_by_label("Write to the group").fill(words)
    page.get_by_role("button", name="Send").click()


def log_of(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("room-chat .message [data-words]").all_inner_texts()]


def post(user: User, group: Group, client_id: str, body: str) -> int:
    return post_message(Draft(user.pk, chat_room(group).public_id, client_id, body)).message.pk


def test_two_people_talk(open_profile: OpenProfile, group: Group, bob: User, carol: User) -> None:
    his = enter(open_profile, bob, group, viewport={"width": 360, "height": 780})
    hers = enter(open_profile, carol, group, viewport={"width": 1280, "height": 900})
    say(his, "Nine days. I do not know what to say.")
    message = hers.get_by_role("log").get_by_text("Nine days.")
    expect(message).to_be_visible()
    hers.locator(".more summary").click()
    hers.get_by_role("link", name="Reply").click()
    say(hers, "You have said it.")
    answer = his.locator(".message", has=his.get_by_text("You have said it.", exact=True))
    expect(answer.locator(".quote")).to_contain_text("Nine days.")
    assert log_of(his) == log_of(hers) == ["Nine days. I do not know what to say.", "You have said it."]
    expect(his.locator(".message--mine")).to_have_count(1)
    expect(his.locator(".message--pending")).to_have_count(0)
    hide_message(post(carol, group, "hide", "Unkind"))
    expect(his.get_by_text("have hidden this message")).to_be_visible()


def test_own_words_stand_there_before_the_server_answers(open_profile: OpenProfile, group: Group, bob: User) -> None:
    page = open_profile()
    held: list[str | bytes] = []
    page.route_web_socket(re.compile(r"/ws/$"), lambda route: _hold_sending(route, held))
    carry_session(page, bob)
    page.goto(f"/groups/{group.public_id}/chat/")
    page.get_by_label("Write to the group").fill("At once")
    waited = page.evaluate(
        """() => {
            const began = performance.now();
            document.querySelector("[data-composer]").requestSubmit();
            return document.querySelector(".message--pending") ? performance.now() - began : 1e9;
        }"""
    )
    assert waited < 50
    expect(page.get_by_text("Sending", exact=True)).to_be_visible()
    expect(page.get_by_text("That did not send. We kept it.")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("At once")).to_have_count(0)


def _hold_sending(route: WebSocketRoute, held: list[str | bytes]) -> None:
    server = route.connect_to_server()
    route.on_message(lambda message: held.append(message) if "message.send" in message else server.send(message))


def test_offline_words_are_kept_and_sent_when_the_line_is_back(
    open_profile: OpenProfile, group: Group, bob: User, carol: User
) -> None:
    hers = enter(open_profile, carol, group)
    his = open_profile()
    lines: list[WebSocketRoute] = []
    is_cut = False

    def line(route: WebSocketRoute) -> None:
        if is_cut:
            route.close(code=1012)
            return
        route.connect_to_server()
        lines.append(route)

    his.route_web_socket(re.compile(r"/ws/$"), line)
    carry_session(his, bob)
    his.goto(f"/groups/{group.public_id}/chat/")
    say(his, "Before")
    expect(hers.get_by_role("log").get_by_text("Before")).to_be_visible()
    is_cut = True
    his.route("**/rooms/**", lambda route: route.abort())
    lines[0].close(code=1012)
    expect(his.get_by_text("The connection is gone.")).to_be_visible()
    say(his, "During")
    post(carol, group, "hers", "Meanwhile")
    is_cut = False
    his.unroute("**/rooms/**")
    expect(his.get_by_role("log").get_by_text("Meanwhile")).to_be_visible(timeout=30_000)
    expect(hers.get_by_role("log").get_by_text("During")).to_be_visible(timeout=30_000)
    expect(his.get_by_text("The connection is gone.")).to_be_hidden()
    expect(his.locator(".message--pending, .message--unsent")).to_have_count(0)
    assert log_of(his) == log_of(hers)


def test_room_works_with_sockets_blocked(open_profile: OpenProfile, group: Group, bob: User, carol: User) -> None:
    page = open_profile()
    page.route_web_socket(re.compile(r"/ws/$"), lambda route: route.close(code=1011))
    carry_session(page, bob)
    page.goto(f"/groups/{group.public_id}/chat/")
    say(page, "By another way")
    expect(page.locator(".message--pending")).to_have_count(0)
    post(carol, group, "hers", "Heard you")
    expect(page.get_by_role("log").get_by_text("Heard you")).to_be_visible(timeout=30_000)
    assert log_of(page) == ["By another way", "Heard you"]
