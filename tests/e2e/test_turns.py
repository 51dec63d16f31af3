"""A meeting of words in three browsers: a script is run, everybody is asked once, and only whose turn it is writes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Format, Meeting, Step
from tests.e2e.conftest import OpenProfile, signed_in
from tests.e2e.test_accessibility import look_as  # noqa: F401 - a fixture
from tests.live import LiveApp
from tests.meetings.factories import make_meeting, make_series, make_step

pytestmark = pytest.mark.browser(media=True)

# A device whose clock is an hour wrong shows the same time left.
WRONG_CLOCK = "Date.now = () => performance.timeOrigin + performance.now() + 3_600_000;"
# What the page's bell would let be heard.
LISTEN = """
window.tones = 0;
const { start } = OscillatorNode.prototype;
OscillatorNode.prototype.start = function (...when) {
  window.tones += 1;
  return start.apply(this, when);
};
"""


@pytest.fixture
def meeting(live_app: LiveApp, group: Group) -> Meeting:
    make_step(group, kind=Step.Kind.WELCOME, title="Arriving", text="Good that you are here.")
    round_ = make_step(group, kind=Step.Kind.ROUND, title="How is everybody", sound=Step.Sound.IN_TURN)
    quiet = {"kind": Step.Kind.SILENCE, "sound": Step.Sound.HOSTS, "has_chat": False}
    make_step(group, title="Quiet", text="Breathe.", length=timedelta(seconds=12), **quiet)
    make_step(group, kind=Step.Kind.CLOSING, title="Going home")
    series = make_series(group, format=Format.CHAT, script=round_.script)
    return make_meeting(group, starts_in=timedelta(minutes=5), series=series)


@pytest.fixture
def come_in(open_profile: OpenProfile, live_app: LiveApp, meeting: Meeting) -> Callable[..., Page]:
    def come(user: User, **options: object) -> Page:
        page = signed_in(open_profile, live_app, user, **options)
        page.add_init_script(LISTEN)
        page.goto(f"/meetings/{meeting.public_id}/room/")
        page.get_by_label("I agree to this for this meeting").check()
        page.get_by_role("button", name="the room").or_(page.get_by_role("button", name="Go to the door")).click()
        return page

    return come


def let_in(host: Page, guest: Page, alias: str) -> Page:
    host.get_by_role("button", name=f"Let in: {alias}").click()
    expect(guest.get_by_role("heading", name="Who speaks next")).to_be_visible()
    return guest


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def seconds_left(page: Page) -> int:
    minutes, seconds = page.get_by_role("timer", name="Time left in this step").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def test_a_host_leads_two_members_through_a_script_by_words_alone(
    come_in: Callable[..., Page], alice: User, bob: User, carol: User
) -> None:
    host = come_in(alice)
    bramble, clover = (let_in(host, come_in(user), name) for user, name in ((bob, "Bramble"), (carol, "Clover")))
    clover.evaluate(WRONG_CLOCK)
    expect(clover.get_by_role("list").filter(has_text="Going home")).to_be_visible()

    press(host, "Begin")
    for page in (host, bramble, clover):
        expect(page.get_by_role("heading", name="Arriving")).to_be_visible()
        expect(page.get_by_text("Next: How is everybody, 5 minutes")).to_be_visible()
    assert abs(seconds_left(bramble) - seconds_left(clover)) <= 2
    before = seconds_left(bramble)
    press(host, "5 minutes more")
    expect(host.locator("[data-key=stretch-5]")).to_be_focused()
    expect(bramble.get_by_role("progressbar", name="Time of this step")).to_have_attribute("data-length", "600")
    assert seconds_left(bramble) > before + 240

    press(host, "Next step")
    ask_everybody(host, bramble, clover)
    press(host, "Next step")
    be_quiet(bramble, clover)
    press(host, "Next step")
    expect(bramble.get_by_role("heading", name="Going home")).to_be_visible()
    expect(bramble.get_by_label("Write to everybody in the room")).to_be_visible()


def ask_everybody(host: Page, bramble: Page, clover: Page) -> None:
    """Everybody is asked once, the host first; whoever is not asked reads."""
    expect(host.get_by_text("It is your turn to write.")).to_be_visible()
    expect(bramble.get_by_label("Write to everybody in the room")).to_be_hidden()
    press(host, "I am done")
    expect(bramble.locator("[data-part=queue-said]")).to_have_text("It is your turn. Take your time, or pass.")
    expect(clover.get_by_text("You are next", exact=True)).to_be_visible()
    expect(clover.get_by_label("Write to everybody in the room")).to_be_hidden()
    bramble.get_by_label("Write to everybody in the room").fill("I slept well")
    bramble.get_by_label("Write to everybody in the room").press("Enter")
    expect(clover.get_by_text("I slept well", exact=True)).to_be_visible()

    # Whoever loads the page anew still has the word.
    bramble.reload()
    expect(bramble.get_by_text("It is your turn to write.")).to_be_visible()
    press(bramble, "I am done")
    expect(clover.get_by_text("It is your turn to write.")).to_be_visible()
    press(clover, "Pass")
    expect(host.get_by_role("heading", name="Who speaks next")).to_be_visible()


def be_quiet(bramble: Page, clover: Page) -> None:
    """A silence is a calm screen, with a sound at its end for whoever wants one."""
    for page in (bramble, clover):
        expect(page.get_by_role("timer", name="Quiet time left")).to_be_visible()
        expect(page.get_by_text("I slept well", exact=True)).to_be_hidden()
    bramble.get_by_label("A soft sound at the end").uncheck()
    clover.get_by_role("heading", name="Quiet").first.click()
    expect(clover.get_by_role("timer", name="Quiet time left")).to_be_hidden(timeout=60_000)
    expect(bramble.get_by_role("timer", name="Quiet time left")).to_be_hidden()
    assert [page.evaluate("tones") for page in (bramble, clover)] == [0, 1]


def test_hands_are_put_in_another_order_by_keyboard(
    come_in: Callable[..., Page], alice: User, bob: User, carol: User
) -> None:
    host = come_in(alice)
    bramble, clover = (let_in(host, come_in(user), name) for user, name in ((bob, "Bramble"), (carol, "Clover")))
    for page, alias in ((bramble, "Bramble"), (clover, "Clover")):
        page.keyboard.press("Alt+h")
        expect(page.get_by_role("button", name="Step back")).to_be_visible()
        expect(host.get_by_role("listitem").filter(has_text=alias).first).to_be_visible()
    expect(host.get_by_role("button", name="Give the word to Bramble")).to_be_visible()

    host.get_by_role("button", name="Earlier: Clover").press("Enter")
    expect(host.get_by_role("button", name="Give the word to Clover")).to_be_visible()
    expect(host.get_by_role("button", name="Earlier: Clover")).to_be_focused()
    expect(clover.get_by_text("You are next", exact=True)).to_be_visible()
    host.get_by_text("How we take turns").click()
    press(host, "One after the other")
    press(host, "Give the word to Clover")
    expect(clover.get_by_text("It is your turn to write.")).to_be_visible()
    expect(bramble.get_by_text("whoever has the word writes, and hosts")).to_be_visible()
    expect(host.get_by_text("Time for one turn")).to_be_visible()
    press(bramble, "Just listening")
    expect(bramble.get_by_text("Nobody asks you anything.")).to_be_visible()


def test_scripts_turns_and_silence_can_be_read_and_used(
    look_as: Any,  # noqa: F811
    meeting: Meeting,
    alice: User,
) -> None:
    look = look_as(alice)
    page = look.page
    script = meeting.series.script
    assert script is not None
    look.at(f"/groups/{meeting.group.public_id}/scripts/")
    page.goto(f"/groups/{meeting.group.public_id}/scripts/{script.public_id}/")
    page.get_by_text("Change it").first.click()
    look.here("a script")

    page.goto(f"/meetings/{meeting.public_id}/room/")
    page.get_by_label("I agree to this for this meeting").check()
    page.get_by_role("button", name="Open the room").click()
    page.get_by_text("How we take turns").click()
    press(page, "Begin")
    press(page, "Next step")
    expect(page.get_by_text("It is your turn to write.")).to_be_visible()
    look.here("a round")
    press(page, "Next step")
    expect(page.get_by_role("timer", name="Quiet time left")).to_be_visible()
    press(page, "5 minutes more")
    look.here("a silence")
