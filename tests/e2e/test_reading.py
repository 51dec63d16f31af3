"""Reading a long conversation in a real browser: nothing jumps, the line stays, every way leads back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.models import Message, ReadMark, Room
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from tests.e2e.conftest import OpenProfile, signed_in
from tests.groups.factories import membership_of
from tests.live import LiveApp, wait_until

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
TOP_OF = "(id) => document.querySelector(`.message[data-number='${id}']`).getBoundingClientRect().top"


def fill(room: Room, author: User, count: int) -> None:
    """Have that many messages in the room, ten a day, of several heights."""
    member, now = membership_of(author, room.group), timezone.now()
    rows = [
        Message(
            room=room,
            author=member,
            number=number,
            change=number,
            client_id=f"old {number}",
            body=f"line {number}\n" + "and more words\n\n" * (number % 5),
            posted_at=now - timedelta(hours=2.4 * (count - number), minutes=1),
        )
        for number in range(1, count + 1)
    ]
    Message.objects.bulk_create(rows)
    Room.objects.filter(pk=room.pk).update(last_number=count, last_change=count, last_posted_at=now)


def open_chat(open_profile: OpenProfile, app: LiveApp, user: User, group: Group, query: str = "") -> Page:
    page = signed_in(open_profile, app, user, viewport=PHONE)
    page.goto(f"/groups/{group.public_id}/chat/{query}")
    until(page, "document.querySelector('room-chat').connection?.isOpen")
    return page


def until(page: Page, condition: str) -> None:
    # The content policy lets no page evaluate a condition again and again by itself.
    wait_until(lambda: page.evaluate(condition), what=condition)


def numbers(page: Page) -> list[int]:
    found: list[int] = page.locator(".message[data-number]").evaluate_all("all => all.map(one => +one.dataset.number)")
    return found


def in_sight(page: Page, number: int) -> bool:
    """Tell whether the message is within the conversation's window."""
    seen: bool = page.locator(f".message[data-number='{number}']").evaluate(
        """one => {
            const log = document.querySelector("[data-log]").getBoundingClientRect();
            const box = one.getBoundingClientRect();
            return box.top >= log.top && box.top < log.bottom;
        }"""
    )
    return seen


def read_upwards(page: Page) -> None:
    """Go up three times: older ones come before the reader gets there, and what they look at stays where it is."""
    page.locator(".message[data-number='301']").evaluate("one => one.focus({ preventScroll: true })")
    for _time in range(3):
        lowest = min(numbers(page))
        page.evaluate("document.querySelector('[data-log]').scrollTop = 300")
        held = next(number for number in range(lowest, lowest + 30) if in_sight(page, number))
        before = page.evaluate(TOP_OF, held)
        until(page, f"+document.querySelector('.message').dataset.number < {lowest}")
        assert abs(page.evaluate(TOP_OF, held) - before) < 1
    assert page.evaluate("document.activeElement.dataset.number") == "301"


def test_long_conversation_is_read_without_a_jump(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    room = chat_room(group)
    fill(room, carol, 500)
    ReadMark.objects.create(membership=membership_of(bob, group), room=room, number=300)
    page = open_chat(open_profile, live_app, bob, group)
    divider = page.locator("[data-new]")
    expect(divider).to_be_in_viewport()
    assert in_sight(page, 301)
    assert max(numbers(page)) < 500
    read_upwards(page)
    # New words are said to have come, and move nothing.
    held = next(number for number in numbers(page) if in_sight(page, number))
    before = page.evaluate(TOP_OF, held)
    post_message(Draft(carol.pk, room.public_id, "new", "Just now"))
    expect(page.get_by_role("link", name="New words below")).to_be_visible()
    assert abs(page.evaluate(TOP_OF, held) - before) < 1
    page.get_by_role("link", name="First new message").press("Enter")
    expect(divider).to_be_in_viewport()
    expect(page.get_by_role("link", name="First new message")).to_be_hidden()
    page.get_by_role("link", name="New words below").click()
    expect(page.get_by_role("log").get_by_text("Just now")).to_be_in_viewport()
    expect(page.locator("[data-to-now]")).to_be_hidden()
    shown = numbers(page)
    assert len(shown) <= 400
    assert shown == list(range(shown[0], 502))
    # The line is gone with what it stood before, and comes back with it; the days stand once each.
    page.keyboard.press("n")
    expect(divider).to_be_in_viewport()
    days = page.locator(".day:not(.day--new)").all_inner_texts()
    assert len(days) == len(set(days)) > 3


def test_line_stays_when_the_room_is_shown_anew_and_is_gone_afterwards(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    room = chat_room(group)
    fill(room, carol, 30)
    ReadMark.objects.create(membership=membership_of(bob, group), room=room, number=25)
    page = open_chat(open_profile, live_app, bob, group)
    expect(page.locator("[data-new]")).to_be_in_viewport()
    held = next(number for number in numbers(page) if in_sight(page, number))
    before = page.evaluate(TOP_OF, held)
    page.evaluate("document.querySelector('room-chat').feed.startAnew()")
    until(page, "document.querySelectorAll('.message').length === 30")
    post_message(Draft(carol.pk, room.public_id, "new", "Just now"))
    expect(page.get_by_role("log").get_by_text("Just now")).to_have_count(1)
    assert page.evaluate("document.querySelector('[data-new]').nextElementSibling.dataset.number") in {"26", None}
    assert abs(page.evaluate(TOP_OF, held) - before) < 1
    page.evaluate("document.querySelector('room-chat').jumps.goToNow()")
    wait_until(lambda: ReadMark.objects.filter(room=room, number=31).exists(), what="the reading is told")
    page.reload()
    expect(page.get_by_role("log").get_by_text("Just now")).to_be_in_viewport()
    expect(page.locator("[data-new]")).to_have_count(0)


def test_search_leads_to_the_place_and_back(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    room = chat_room(group)
    fill(room, carol, 300)
    Message.objects.filter(room=room, number=40).update(body="A lighthouse in the fog")
    page = signed_in(open_profile, live_app, bob, viewport={"width": 1280, "height": 800})
    page.goto(f"/groups/{group.public_id}/chat/")
    page.get_by_role("link", name="Search in this group").click()
    page.get_by_label("Words").fill("lightho")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark")).to_have_text("lighthouse")
    page.get_by_role("link", name="Read it in its place").click()
    found = page.get_by_role("log").get_by_text("A lighthouse in the fog")
    expect(found).to_be_in_viewport()
    expect(page.locator(".message--sought")).to_have_count(1)
    page.get_by_label("Write to the group").fill("I saw it")
    page.get_by_role("button", name="Send", exact=True).click()
    said = page.get_by_role("log").get_by_text("I saw it")
    expect(said).to_be_in_viewport()
    expect(page.locator(".message--pending")).to_have_count(0)
    wait_until(lambda: is_whole(numbers(page), to=301), what="the present is there, without a hole")


def is_whole(shown: list[int], *, to: int) -> bool:
    # How far back it goes depends on how much was loaded meanwhile.
    return shown == list(range(shown[0], to + 1))


def test_announcer_says_once_what_others_say(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    room = chat_room(group)
    fill(room, carol, 60)
    page = open_chat(open_profile, live_app, bob, group)
    page.evaluate(
        """() => {
            window.said = [];
            const region = document.querySelector("[data-announcer]");
            new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach((node) => window.said.push(node.textContent))))
                .observe(region, { childList: true });
        }"""
    )
    page.evaluate("document.querySelector('[data-log]').scrollTop = 0")
    until(page, "document.querySelectorAll('.message').length === 60")
    post_message(Draft(carol.pk, room.public_id, "a", "**Plain** words"))
    post_message(Draft(carol.pk, room.public_id, "b", "What is inside", content_note="drink"))
    page.get_by_label("Write to the group").fill("My own")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".message--pending")).to_have_count(0)
    for number in range(4):
        post_message(Draft(carol.pk, room.public_id, f"m{number}", f"many {number}"))
    expect(page.get_by_role("log").get_by_text("many 3")).to_have_count(1)
    assert page.evaluate("window.said") == [
        "Clover: Plain words", "Clover: drink", "Clover: many 0", "Several new messages",
    ]  # fmt: skip
    assert page.evaluate("document.activeElement.id") == "words"
