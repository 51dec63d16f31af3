"""The composer in real browsers: words that wait on every device, somebody called on, emoji, a preview, the pace."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from apps.accounts.models import User
from apps.groups.models import EndKind, Group, Membership
from apps.groups.services.memberships import end_membership
from apps.messaging.models import ChatPreference, Room, UnsentDraft
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from tests.e2e.conftest import OpenProfile, signed_in
from tests.groups.factories import membership_of
from tests.live import LiveApp, wait_until
from tests.messaging.watching import watch as watch_for

pytestmark = pytest.mark.browser


def begun() -> list[str]:
    # Nobody but its author reads a draft: the database is not asked for its words.
    return [draft.body for draft in UnsentDraft.objects.all()]


@pytest.fixture
def room(group: Group) -> Room:
    return chat_room(group)


def enter(open_profile: OpenProfile, app: LiveApp, user: User, group: Group, **options: object) -> Page:
    page = signed_in(open_profile, app, user, **options)
    page.goto(f"/groups/{group.public_id}/chat/")
    return page


def test_begun_words_wait_on_another_device_and_go_when_sent(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User
) -> None:
    phone = enter(open_profile, live_app, bob, group, viewport={"width": 360, "height": 780})
    phone.get_by_label("Write to the group").fill("Begun on the phone")
    wait_until(lambda: begun() == ["Begun on the phone"], what="the draft is kept")
    desk = enter(open_profile, live_app, bob, group, viewport={"width": 1280, "height": 900})
    words = desk.get_by_label("Write to the group")
    expect(words).to_have_value("Begun on the phone")
    words.fill("Gone on at the desk")
    wait_until(lambda: begun() == ["Gone on at the desk"], what="the newer one is kept")
    phone.get_by_label("Write to the group").fill("Gone on on the phone")
    newer = phone.get_by_text("you wrote something newer:")
    expect(newer).to_be_visible()
    expect(phone.locator("[data-newer-words]")).to_have_text("Gone on at the desk")
    phone.get_by_role("button", name="Take that").click()
    expect(phone.get_by_label("Write to the group")).to_have_value("Gone on at the desk")
    expect(newer).to_be_hidden()
    words.press("Enter")
    expect(desk.locator(".message--pending")).to_have_count(0)
    wait_until(lambda: not UnsentDraft.objects.exists(), what="the draft went with the message")
    # Nothing of what was written stays in the browser.
    assert desk.evaluate("JSON.stringify(localStorage)").find("desk") == -1


def test_somebody_is_called_on_by_keyboard(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User, alice: User
) -> None:
    his = enter(open_profile, live_app, bob, group)
    hers = enter(open_profile, live_app, carol, group, viewport={"width": 360, "height": 780})
    words = his.get_by_label("Write to the group")
    words.press_sequentially("Thank you, @c")
    option = his.get_by_role("option", name="Clover")
    expect(option).to_have_attribute("aria-selected", "true")
    assert words.get_attribute("aria-activedescendant") == option.get_attribute("id")
    words.press("Enter")
    expect(words).to_have_value("Thank you, @Clover ")
    expect(words).to_be_focused()
    expect(his.get_by_role("listbox")).to_be_hidden()
    words.press_sequentially("and @")
    words.press("Escape")
    expect(words).to_be_focused()
    words.press_sequentially("nobody")
    words.press("Enter")
    expect(his.locator(".mention")).to_have_text("@Clover")
    mine = hers.locator(".mention--mine")
    expect(mine).to_contain_text("@Clover (this is you)")
    expect(his.locator(".mention--mine")).to_have_count(0)


def test_newcomer_completes_only_those_who_spoke(
    open_profile: OpenProfile, live_app: LiveApp, room: Room, group: Group, bob: User, carol: User, alice: User
) -> None:
    Membership.objects.filter(user=bob).update(settled_at=None)
    post_message(Draft(carol.pk, room.public_id, "hers", "Hello"))
    page = enter(open_profile, live_app, bob, group)
    words = page.get_by_label("Write to the group")
    words.press_sequentially("@")
    expect(page.get_by_role("option")).to_have_text(["Clover"])
    words.press_sequentially("He")
    expect(page.get_by_role("option")).to_have_count(0)


def test_emoji_preview_and_keys(open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User) -> None:
    page = enter(open_profile, live_app, bob, group)
    words = page.get_by_label("Write to the group")
    words.fill("a" * 4003)
    words.press("Enter")
    expect(page.get_by_text("Letters too many for one message: 3.")).to_be_visible()
    expect(words).to_have_value("a" * 4003)
    words.fill("A *soft* word ")
    expect(page.get_by_text("Letters too many for one message")).to_be_hidden()
    page.get_by_role("button", name="Emoji").click()
    page.get_by_label("Find an emoji by its name").fill("corazon roj")
    expect(page.locator(".composer__sign").first).to_have_text("❤️")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(words).to_have_value("A *soft* word ❤️")
    expect(words).to_be_focused()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("group", name="How it will look").locator("em")).to_have_text("soft")
    page.get_by_role("button", name="Preview").click()
    words.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("log").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="What keys do here")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(words).to_be_focused()


def test_slow_room_counts_down_and_keeps_the_words(
    open_profile: OpenProfile, live_app: LiveApp, room: Room, group: Group, bob: User
) -> None:
    Room.objects.filter(pk=room.pk).update(slow_seconds=5)
    page = enter(open_profile, live_app, bob, group, viewport={"width": 360, "height": 780})
    words = page.get_by_label("Write to the group")
    words.fill("One")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You can send again in")).to_be_visible()
    words.fill("Two")
    expect(page.get_by_role("button", name="Send, possible in")).to_be_visible()
    words.press("Enter")
    expect(words).to_have_value("Two")
    expect(page.get_by_text("You can send again in")).to_be_hidden()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".message--mine [data-words]")).to_have_text(["One", "Two"])


def test_who_lets_it_be_seen_is_seen_writing(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    for user in (bob, carol):
        ChatPreference.objects.create(membership=membership_of(user, group), shows_typing=True)
    his, hers = (enter(open_profile, live_app, user, group) for user in (bob, carol))
    words, told = his.get_by_label("Write to the group"), hers.get_by_text("Bramble is writing")

    def is_seen_writing() -> bool:
        # Both pages may still be connecting: what a key tells then, nobody hears.
        words.press("o")
        return told.is_visible()

    wait_until(is_seen_writing, seconds=30, what="she sees that he writes")
    expect(told).to_be_hidden()


def test_refused_words_can_be_changed(open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User) -> None:
    page = signed_in(open_profile, live_app, bob)
    page.route_web_socket(re.compile(r"/ws/$"), lambda route: route.close(code=1011))
    page.goto(f"/groups/{group.public_id}/chat/")
    words = page.get_by_label("Write to the group")
    # The page itself would not let it go.
    words.evaluate("(area) => (area.dataset.longest = 9000)")
    words.fill("x" * 4001)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("longer than one message")).to_be_visible()
    page.get_by_role("button", name="Change it").click()
    expect(words).to_have_value("x" * 4001)
    expect(page.locator(".message--unsent")).to_have_count(0)


def test_a_removed_member_keeps_their_own_unsent_words_and_nothing_else(
    open_profile: OpenProfile, live_app: LiveApp, room: Room, group: Group, bob: User, carol: User
) -> None:
    post_message(Draft(carol.pk, room.public_id, "hers", "What others said"))
    page = enter(open_profile, live_app, bob, group)
    page.get_by_label("Write to the group").fill("What I was writing")
    expect(page.get_by_text("What others said")).to_be_visible()
    end_membership(membership_of(bob, group), EndKind.REMOVED)
    expect(page.get_by_text("This room is closed to you")).to_be_visible()
    expect(page.get_by_text("What I was writing")).to_be_visible()
    expect(page.get_by_text("What others said")).to_have_count(0)


def test_words_stay_when_the_session_ends(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User
) -> None:
    page = signed_in(open_profile, live_app, bob)
    lines: list[WebSocketRoute] = []

    def line(route: WebSocketRoute) -> None:
        route.connect_to_server()
        lines.append(route)

    page.route_web_socket(re.compile(r"/ws/$"), line)
    page.goto(f"/groups/{group.public_id}/chat/")
    page.get_by_label("Write to the group").fill("Not lost")
    wait_until(lambda: lines, what="the socket is open")
    lines[0].close(code=4401)
    expect(page.get_by_text("You are signed out")).to_be_visible()
    expect(page.get_by_text("Not lost")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()


def test_a_question_is_answered_with_one_tap_and_held_words_say_why(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User
) -> None:
    watch_for(group, "course", "ask")
    watch_for(group, "casino", "hold")
    # On a phone the composer folds when it loses the focus: what is offered must not move away from the finger.
    page = enter(open_profile, live_app, bob, group, viewport={"width": 360, "height": 780})
    words = page.get_by_label("Write to the group")
    words.fill("A course in a casino")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("“course”: this group asks")).to_be_visible()
    page.get_by_role("button", name="Send anyway").click()
    expect(page.get_by_text("Held until somebody has looked")).to_be_visible()
    expect(page.get_by_text("“casino” is in it")).to_be_visible()
    expect(page.locator("[data-sure]:visible")).to_have_count(0)
