"""A meeting in two browsers with fake cameras, from the door to the thanks: stopped, written in, interrupted, ended."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Format, Meeting, Seat
from tests.e2e.conftest import OpenProfile, signed_in
from tests.e2e.test_media import counts, let_in, switch_on, wait_for_media
from tests.live import LiveApp, wait_until
from tests.meetings.factories import make_meeting, make_series

pytestmark = pytest.mark.browser(media=True)


@pytest.fixture
def meeting(live_app: LiveApp, group: Group) -> Meeting:
    live_app.start("media")
    series = make_series(group, format=Format.VIDEO, hosts_may_share_screens=True)
    return make_meeting(group, starts_in=timedelta(minutes=5), series=series)


@pytest.fixture
def come_in(open_profile: OpenProfile, live_app: LiveApp, meeting: Meeting) -> Callable[[User], Page]:
    def come(user: User) -> Page:
        page = signed_in(open_profile, live_app, user)
        page.goto(f"/meetings/{meeting.public_id}/room/")
        page.get_by_label("I agree to this for this meeting").check()
        page.get_by_role("button", name="the room").or_(page.get_by_role("button", name="Go to the door")).click()
        return page

    return come


def both_inside(come_in: Callable[[User], Page], host_user: User, member_user: User) -> tuple[Page, Page]:
    host, member = come_in(host_user), come_in(member_user)
    let_in(host, "Bramble")
    expect(member.locator("[data-control=microphone]")).to_be_visible()
    return host, member


def test_one_tap_stops_the_room_and_one_tap_lets_it_go_on_as_it_was(
    come_in: Callable[[User], Page], meeting: Meeting, alice: User, bob: User
) -> None:
    host, member = both_inside(come_in, alice, bob)
    switch_on(member)
    wait_for_media(host)

    host.get_by_role("button", name="Stop all").click()
    for page in (member, host):
        page.get_by_role("heading", name="The room is stopped for a moment").wait_for()
    wait_until(lambda: is_still(host), seconds=30, what="nothing of the member arrives")
    assert member.evaluate("document.querySelector('meeting-room').room.own.isOn('audio')") is False
    expect(member.get_by_role("button", name="Muted")).to_be_disabled()
    expect(member.get_by_role("button", name="Go on, gently")).to_be_hidden()

    host.get_by_role("button", name="Go on, gently").click()
    expect(member.get_by_role("button", name="Speaking")).to_be_visible()
    stopped = counts(host)
    wait_until(lambda: counts(host)["audio"] > stopped["audio"] + 5, seconds=30, what="the member is heard again")
    wait_until(lambda: counts(host)["decoded"] > stopped["decoded"] + 2, seconds=30, what="and seen")
    expect(host.get_by_role("button", name="Muted")).to_be_visible()


STILL = 0.3  # Seconds in which nothing comes.


def is_still(page: Page) -> bool:
    """Tell whether no packet has come for a while."""
    before = counts(page)
    page.wait_for_timeout(STILL * 1000)
    return [counts(page)[kind] for kind in ("audio", "video")] == [before[kind] for kind in ("audio", "video")]


@pytest.fixture
def early(open_profile: OpenProfile, live_app: LiveApp, meeting: Meeting, bob: User) -> Page:
    """A member who came to a door that opened by itself, while nothing that was chosen was lost."""
    page = signed_in(open_profile, live_app, bob)
    Meeting.objects.update(starts_at=timezone.now() + timedelta(minutes=15, seconds=3))
    page.goto(f"/meetings/{meeting.public_id}/room/")
    page.get_by_label("I agree to this for this meeting").check()
    page.get_by_label("Just listen").check()
    page.reload()
    expect(page.get_by_label("Just listen")).to_be_checked()
    page.get_by_label("With sound and pictures").check()
    page.get_by_role("button", name="Go to the door").click()
    return page


def talk_at_the_door(host: Page, member: Page) -> None:
    member.get_by_label("Write to those who greet").fill("I am a little nervous")
    member.get_by_label("Write to those who greet").press("Enter")
    host.get_by_text("Write with Bramble").click()
    expect(host.get_by_text("I am a little nervous", exact=True)).to_be_visible()
    host.get_by_label("A word to whoever waits").fill("Take your time")
    host.get_by_label("A word to whoever waits").press("Enter")
    expect(member.get_by_text("Take your time", exact=True)).to_be_visible()


def test_words_at_the_door_and_in_the_room_and_a_quiet_answer(
    early: Page, come_in: Callable[[User], Page], alice: User, bob: User
) -> None:
    member, host = early, come_in(alice)
    talk_at_the_door(host, member)

    host.evaluate("scrollTo(0, document.body.scrollHeight)")
    let_in(host, "Bramble")
    # Nobody waits any more: the host is back with those who are here.
    expect(host.locator("main")).to_be_focused()
    assert host.evaluate("scrollY") == 0
    member.get_by_label("Write to everybody in the room").fill("Good to be <b>here</b>")
    member.get_by_label("Write to everybody in the room").press("Enter")
    expect(host.get_by_text("Good to be <b>here</b>", exact=True)).to_be_visible()
    expect(member.get_by_label("Write to everybody in the room")).to_have_value("")
    expect(host.locator("[data-part=line-said]")).to_have_text("Bramble: Good to be <b>here</b>")
    # Nobody is told what they wrote themself.
    expect(member.locator("[data-part=line-said]")).to_have_text("Heron: Take your time")

    host.get_by_role("button", name="With you").click()
    expect(member.locator("[data-part=quiet-said]")).to_have_text("Heron: With you")
    expect(member.locator(".tile .fleeting")).to_be_visible()
    expect(member.locator(".tile .fleeting")).to_have_count(0)

    host.get_by_role("button", name="Take away what Bramble wrote").click()
    expect(member.locator("[data-part=lines] li")).to_have_count(0)
    host.get_by_role("button", name="Close the chat").click()
    expect(member.get_by_text("Writing is closed at the moment.")).to_be_visible()

    member.get_by_role("button", name="Leave meeting").click()
    seats = Seat.objects.filter(membership__user=bob, state=Seat.State.LEFT)
    wait_until(seats.exists, seconds=30, what="it is written down that the member left")
    member.get_by_role("link", name="Go on").click()
    expect(member.get_by_role("heading", name="Thank you for being there")).to_be_visible()


def test_everything_may_die_and_both_are_back_when_it_is(
    live_app: LiveApp, come_in: Callable[[User], Page], meeting: Meeting, alice: User, bob: User
) -> None:
    host, member = both_inside(come_in, alice, bob)
    switch_on(member)
    wait_for_media(host)
    member.get_by_label("Write to everybody in the room").fill("Before it went away")
    member.get_by_label("Write to everybody in the room").press("Enter")
    expect(host.get_by_text("Before it went away", exact=True)).to_be_visible()

    for name in ("web", "media"):
        live_app.kill(name)
    expect(member.get_by_text("The connection was lost.")).to_be_visible()
    live_app.start("media")
    live_app.start("web")
    for page in (host, member):
        expect(page.get_by_text("You are connected again.")).to_be_visible()
    # Nobody is heard before they want to be; the words are still there, once.
    expect(member.get_by_role("button", name="Muted")).to_be_visible()
    expect(member.get_by_text("Before it went away", exact=True)).to_have_count(1)
    switch_on(member)
    wait_for_media(host)


def test_without_pictures_only_sound_comes_and_a_host_shows_their_screen(
    come_in: Callable[[User], Page], meeting: Meeting, alice: User, bob: User
) -> None:
    host, member = both_inside(come_in, alice, bob)
    member.get_by_role("button", name="Weak connection: sound alone").click()
    switch_on(host)
    wait_until(lambda: counts(member)["audio"] > 5, seconds=30, what="sound comes")
    assert counts(member)["decoded"] == 0
    member.get_by_role("button", name="Weak connection: sound alone").click()
    wait_until(lambda: counts(member)["decoded"] > 3, seconds=30, what="the picture comes")

    host.get_by_role("button", name="Share my screen").click()
    expect(host.get_by_role("button", name="Stop sharing")).to_be_visible()
    expect(member.locator(".tile video.is-whole:visible")).to_have_count(1)
    expect(member.get_by_role("button", name="Share my screen")).to_be_hidden()
    host.get_by_role("button", name="Stop sharing").click()
    expect(member.locator(".tile video:visible")).to_have_count(0)


HARD = "I don't want to be here anymore."
OVERHANG = "document.documentElement.scrollWidth - innerWidth"
IS_UNCOVERED = """
(field) => {
  const { left, right, top, bottom } = field.getBoundingClientRect();
  const at = (y) => document.elementFromPoint((left + right) / 2, y);
  return at(top + 4) === field && at(bottom - 4) === field;
}
"""


def write(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).fill(words)
    page.get_by_label(label).press("Enter")
    expect(page.get_by_label(label)).to_have_value("")


def test_whoever_writes_hard_words_is_offered_somebody_to_talk_to_and_nobody_else_is(
    come_in: Callable[[User], Page], alice: User, bob: User
) -> None:
    host, member = come_in(alice), come_in(bob)
    member.set_viewport_size({"width": 360, "height": 740})
    offer, said = (member.locator(f"[data-part={part}]") for part in ("company", "company-said"))
    write(member, "Write to those who greet", "I am a little nervous")
    expect(member.locator("[data-part=door-lines]").get_by_text("I am a little nervous")).to_be_visible()
    expect(offer).to_be_hidden()
    write(member, "Write to those who greet", HARD)
    expect(offer).to_be_visible()
    expect(said).to_contain_text("It was sent as you wrote it, to those who read here, and nobody else was told of it.")

    # Whoever is let in meanwhile finds it again where they write now; one key before the words puts it away.
    let_in(host, "Bramble")
    words = member.get_by_label("Write to everybody in the room")
    expect(words).to_be_visible()
    expect(member.locator("[data-part=chat] [data-part=company]")).to_be_visible()
    assert member.evaluate(OVERHANG) <= 0
    words.press("Shift+Tab")
    member.keyboard.press("Enter")
    expect(offer).to_be_hidden()
    expect(words).to_be_focused()
    expect(said).to_have_text("")

    write(member, "Write to everybody in the room", "Hello")
    write(member, "Write to everybody in the room", HARD)
    expect(host.locator("[data-part=lines]").get_by_text(HARD, exact=True)).to_be_visible()
    expect(offer).to_be_in_viewport()
    expect(words).to_be_focused()
    wait_until(lambda: words.evaluate(IS_UNCOVERED), what="what is written next stays in sight, above the bar")
    expect(host.locator("[data-part=company]")).to_be_hidden()
    expect(host.locator("[data-part=company-said]")).to_have_text("")

    # The meeting is not left for it, and goes on while it is read; whoever goes has it still.
    with member.expect_popup() as opened:
        offer.get_by_role("link", name="Someone to talk to").click()
    expect(opened.value).to_have_url(re.compile("/help/$"))
    member.get_by_role("button", name="Leave meeting").click()
    expect(member.locator("[data-part=ended] [data-part=company]")).to_be_visible()
