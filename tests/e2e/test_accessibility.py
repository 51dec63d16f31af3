"""Every page of the story can be read and used: by axe, on a narrow phone, in large text, from the right."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Format, Meeting
from apps.messaging.models import Message
from apps.messaging.services.hiding import hide_message
from apps.messaging.services.memorials import About, begin_memorial
from apps.messaging.services.muted_words import mute_word
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room, wall_room
from apps.notifications.services.sending import notify
from tests.e2e.conftest import OpenProfile, signed_in
from tests.groups.factories import membership_of
from tests.live import LiveApp
from tests.meetings.factories import make_meeting, make_series
from tests.messaging.changing import say as say_to

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
# Without `preload: false` axe fetches every style sheet again, by addresses that do not exist.
RUN_AXE = """
async (only) => {
  const options = { resultTypes: ["violations"], preload: false, ...(only && { runOnly: only }) };
  const { violations } = await axe.run(options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target} ${html.slice(0, 160)}`));
}
"""
OVERHANG = "document.documentElement.scrollWidth - innerWidth"
NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
# Between phone and desk: here the columns change.
MIDDLE = {"width": 768, "height": 1024}


@dataclass
class Look:
    """Looks at one page after another and collects what is wrong."""

    page: Page
    findings: list[str] = field(default_factory=list)

    def at(self, address: str, *, closely: bool = False) -> None:
        self.page.goto(address)
        self.here(address, closely=closely)

    def here(self, name: str, *, closely: bool = False) -> None:
        """Look at the open page in each size and theme, and turned round; closely: in large text too."""
        self.page.evaluate(AXE)
        self.page.set_viewport_size(MIDDLE)  # type: ignore[arg-type]
        look = self._note if closely else self._note_overhang
        look(f"{name} {MIDDLE['width']}")
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme="light")
            self._note(f"{name} {size['width']}")
            # In the dark only colours differ.
            self.page.emulate_media(color_scheme="dark")
            self._note(f"{name} {size['width']} dark", only=["color-contrast"])
        self._turned_round(name, closely=closely)
        if closely:
            self._in_large_text(name)

    def _turned_round(self, name: str, *, closely: bool) -> None:
        self.page.evaluate("document.documentElement.dir = 'rtl'")
        look = self._note if closely else self._note_overhang
        look(f"{name} from the right")
        self.page.evaluate("document.documentElement.dir = 'ltr'")

    def _in_large_text(self, name: str) -> None:
        """Double the text as a person does in the browser's settings, and as an extension or a zoomed frame does."""
        settings = self.page.context.new_cdp_session(self.page)
        for pixels in (32, 16):
            settings.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})
            self._note_overhang(f"{name} with letters of {pixels} px")
        self.page.evaluate("document.documentElement.style.fontSize = '200%'")
        self._note_overhang(f"{name} with a root of 200 %")
        self.page.evaluate("document.documentElement.style.fontSize = ''")

    def _note(self, where: str, *, only: list[str] | None = None) -> None:
        self.findings += [f"{where}: {violation}" for violation in self.page.evaluate(RUN_AXE, only)]
        self._note_overhang(where)

    def _note_overhang(self, where: str) -> None:
        if (pixels := self.page.evaluate(OVERHANG)) > 0:
            self.findings.append(f"{where}: {pixels} px hang over")


@pytest.fixture
def look_as(open_profile: OpenProfile, live_app: LiveApp) -> Iterator[Any]:
    """Return a Look of this person; at the test's end nothing may have been found."""
    looks: list[Look] = []

    def one(user: User | None = None) -> Look:
        still = {"reduced_motion": "reduce"}
        looks.append(Look(signed_in(open_profile, live_app, user, **still) if user else open_profile(**still)))
        return looks[-1]

    yield one
    assert [finding for look in looks for finding in look.findings] == []


@pytest.fixture
def meeting(group: Group) -> Meeting:
    return make_meeting(group, series=make_series(group, format=Format.VIDEO))


def talk(group: Group, bob: User, carol: User) -> None:
    """Let the chat hold a message of each kind."""
    first = say(bob, group, "The house is so quiet.", kind=Message.Kind.STRUGGLE)
    say(carol, group, "I sit with you.\n\n- one\n- two", reply_to=first.public_id)
    say(carol, group, "Walked past the shop.", kind=Message.Kind.WIN)
    say(carol, group, "Here, reading.", kind=Message.Kind.LISTENING)
    say(bob, group, "It was a long night.", content_note="drinking again")
    hide_message(say(carol, group, "Unkind").pk)


def say(user: User, group: Group, body: str, **fields: Any) -> Message:
    return post_message(Draft(user.pk, chat_room(group).public_id, str(uuid4()), body, **fields)).message


def test_visitors_pages(look_as: Any, group: Group, meeting: Meeting) -> None:
    look = look_as()
    look.at("/", closely=True)
    look.at("/groups/?topic=grief", closely=True)
    look.at("/?choose=zone")
    look.at(f"/groups/{group.public_id}/")
    look.at(f"/meetings/{meeting.public_id}/")
    look.at("/help/")
    look.at("/accounts/login/")
    look.at("/terms/")
    look.at("/no-such-page/")


def test_signing_up(look_as: Any) -> None:
    look = look_as()
    look.at("/accounts/signup/")
    page = look.page
    page.get_by_label("Your e-mail").fill("rowan@example.org")
    page.get_by_label("A passphrase").fill("a lamp left on for you")
    page.get_by_role("button", name="Send me a code").click()
    look.here("sign-up with errors")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_label("A passphrase").fill("a lamp left on for you")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("heading", name="Look in your mail").wait_for()
    look.here("code")


def test_newcomers_pages(look_as: Any, group: Group, meeting: Meeting, nia: User) -> None:
    look = look_as(nia)
    look.at("/welcome/")
    look.at("/")
    look.at("/groups/")
    look.at(f"/groups/{group.public_id}/joining/", closely=True)
    look.at(f"/meetings/{meeting.public_id}/")


def test_members_pages(look_as: Any, group: Group, meeting: Meeting, bob: User, carol: User) -> None:
    talk(group, bob, carol)
    notify(bob.pk, kind="message_hidden")
    look = look_as(bob)
    look.at("/")
    look.at("/messages/")
    look.at("/meetings/")
    look.at(f"/meetings/{meeting.public_id}/")
    look.at(f"/meetings/{meeting.public_id}/room/")
    look.at("/me/")
    look.at("/me/notices/")
    look.at("/help/")
    for page in ("", "members/", "me/", "meetings/", "leaving/"):
        look.at(f"/groups/{group.public_id}/{page}")


def test_chat(look_as: Any, group: Group, bob: User, carol: User) -> None:
    talk(group, bob, carol)
    look = look_as(bob)
    look.at(f"/groups/{group.public_id}/chat/", closely=True)


def test_wall(look_as: Any, group: Group, bob: User, carol: User) -> None:
    wall = wall_room(group)
    post = say_to(carol, wall, "A long week, told slowly.", kind="win")
    say_to(bob, wall, "I read all of it.", thread=post.public_id)
    page = begin_memorial(bob.pk, wall.public_id, "page", About("Ida", None, date(2025, 9, 30)), "She was here.")
    look = look_as(bob)
    for place in ("", "writing/", "memorials/", "memorials/beginning/", f"{post.public_id}/"):
        look.at(f"/groups/{group.public_id}/wall/{place}")
    for place in ("", "page/"):
        look.at(f"/groups/{group.public_id}/wall/{page.public_id}/{place}")


def test_search_and_muted_words(look_as: Any, group: Group, bob: User, carol: User) -> None:
    talk(group, bob, carol)
    mute_word(bob, "hospital")
    look = look_as(bob)
    client = Client()
    client.force_login(bob)
    found = client.post(f"/groups/{group.public_id}/search/", {"q": "e"})
    look.at(found.headers["Location"])
    look.at("/me/words/")


def test_meeting_room(look_as: Any, live_app: LiveApp, group: Group, alice: User) -> None:
    live_app.start("media")
    soon = make_meeting(group, series=make_series(group, format=Format.VIDEO), starts_in=timedelta(minutes=5))
    look = look_as(alice)
    page = look.page
    page.goto(f"/meetings/{soon.public_id}/room/")
    page.get_by_label("I agree to this for this meeting").check()
    page.get_by_role("button", name="Open the room").click()
    page.get_by_role("button", name="Leave", exact=False).last.wait_for()
    page.get_by_label("Write to everybody in the room").fill("I don't want to be here anymore.")
    page.keyboard.press("Enter")
    page.locator("[data-part=company]").wait_for()
    look.here("room, with somebody to talk to")
    page.get_by_role("button", name="Muted").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Speaking")).to_be_focused()
    page.get_by_role("button", name="Stop all").click()
    page.get_by_role("heading", name="The room is stopped for a moment").wait_for()
    look.here("room that is stopped")
    page.get_by_role("button", name="Leave meeting").click()
    page.get_by_role("link", name="Go on").click()
    page.get_by_label("Name on it").fill("A")
    page.get_by_role("button", name="Make the proof").click()
    look.here("after the meeting, with an error")


def test_pages_of_those_who_look_after_the_group(
    look_as: Any, group: Group, meeting: Meeting, alice: User, mo: User, bob: User, carol: User
) -> None:
    talk(group, bob, carol)
    care = look_as(mo)
    care.at("/moderation/")
    care.at(f"/groups/{group.public_id}/moderation/")
    care.at(f"/groups/{group.public_id}/moderation/members/{membership_of(bob, group).public_id}/")
    owner = look_as(alice)
    for page in ("settings/", "settings/page/", "settings/door/", "settings/duty/", "settings/roles/", "meetings/"):
        owner.at(f"/groups/{group.public_id}/{page}")
    owner.at(f"/meetings/{meeting.public_id}/change/")
    owner.at(f"/meetings/{meeting.public_id}/following/")
    owner.at(f"/groups/{group.public_id}/meetings/{meeting.series.public_id}/")


def test_conversation_is_one_tab_stop(open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User) -> None:
    for words in ("One", "Two", "Three"):
        say(bob, group, words)
    page = signed_in(open_profile, live_app, bob)
    page.goto(f"/groups/{group.public_id}/chat/")
    page.get_by_role("log").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".composer :focus")).to_have_count(1)
    page.get_by_role("log").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".message:focus")).to_contain_text("Two")
    page.keyboard.press("Tab")
    expect(page.locator(".message:has(summary:focus)")).to_contain_text("Two")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Reply")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Reply")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.locator(".composer :focus")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".message:has(summary:focus)")).to_contain_text("Two")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Write to the group")).to_be_focused()


def test_first_tab_offers_to_skip_to_the_page_and_the_focus_is_seen(open_profile: OpenProfile) -> None:
    page = open_profile()
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert skip.evaluate("link => getComputedStyle(link).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Look around first")).to_be_focused()
