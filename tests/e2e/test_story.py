"""The one true path through the whole of Beside, as people walk it: separate browsers, real servers, nothing put in."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.groups.models import Group, Topic
from apps.meetings.models import Format, Meeting
from apps.moderation.models import AuditEntry
from tests.accounts.factories import PASSPHRASE
from tests.e2e.conftest import AT_ONCE, OpenProfile, carry_session, sign_in
from tests.e2e.test_media import let_in, switch_on, wait_for_media
from tests.live import LiveApp, wait_until
from tests.meetings.factories import make_meeting, make_series

pytestmark = pytest.mark.browser(media=True)

NEWCOMER = "rowan@example.org"


@pytest.fixture
def grief_group(group: Group) -> Group:
    group.topics.add(Topic.objects.get(slug="grief"))
    return group


@pytest.fixture
def tonight(grief_group: Group) -> Meeting:
    """A meeting that begins within the hour: its first reminder is due at once."""
    series = make_series(grief_group, format=Format.VIDEO, title="Around the table")
    return make_meeting(grief_group, starts_in=timedelta(minutes=12), series=series)


def find_the_group_by_topic(page: Page, group: Group) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sit with people")
    page.get_by_role("link", name="Somebody died").click()
    page.get_by_role("link", name=group.name).click()
    expect(page.get_by_text("What is said here stays here.")).to_be_visible()


def sign_up(page: Page) -> None:
    page.get_by_label("Your e-mail").fill(NEWCOMER)
    page.get_by_label("A passphrase").fill(PASSPHRASE)
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    page.get_by_label("The code from the mail").fill(code_from_the_mail(page))
    page.get_by_role("button", name="Go on").click()


def code_from_the_mail(page: Page) -> str:
    """Read the code on the development mail page, in a tab of its own."""
    mails = page.context.new_page()

    def newest() -> str:
        mails.goto("/dev/mail/")
        mail = mails.locator("[data-mail]").filter(has_text=NEWCOMER)
        return mail.first.inner_text() if mail.count() else ""

    found = re.search(r"\b([A-Z0-9]{3,}-?[A-Z0-9]{3,})\b", wait_until(newest, what="the mail is there"))
    mails.close()
    assert found
    return found[1]


def join(page: Page, alias: str) -> None:
    page.get_by_label("alias", exact=False).first.fill(alias)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Join quietly").click()


def say(page: Page, words: str) -> None:
    page.get_by_label("Write to the group").fill(words)
    page.keyboard.press("Enter")


def in_the_log(page: Page, words: str) -> Locator:
    """Find words in the conversation; the region that a screen reader hears repeats them for a moment."""
    return page.get_by_role("log").get_by_text(words)


def test_newcomer_finds_people_and_talks_with_them_live(
    live_app: LiveApp, open_profile: OpenProfile, grief_group: Group, bob: User
) -> None:
    newcomer = open_profile()
    find_the_group_by_topic(newcomer, grief_group)
    newcomer.get_by_role("link", name="Join quietly").click()
    sign_up(newcomer)
    expect(newcomer.get_by_role("heading", name="Three quiet questions")).to_be_visible()
    newcomer.get_by_label("Yes, London time").check()
    newcomer.get_by_role("button", name="Show me where to start").click()
    join(newcomer, "Fernweh")
    newcomer.wait_for_url(f"**/groups/{grief_group.public_id}/chat/**")

    member = open_profile()
    sign_in(member, bob.email)
    member.goto(f"/groups/{grief_group.public_id}/chat/")
    say(newcomer, "I do not know what to say.")
    expect(in_the_log(member, "I do not know what to say.")).to_be_visible()
    say(member, "You have said it. Welcome, Fernweh.")
    expect(in_the_log(newcomer, "You have said it. Welcome, Fernweh.")).to_be_visible()

    assert User.objects.get(email=NEWCOMER).time_zone == "Europe/London"
    for page in (newcomer, member):
        assert "example.org" not in page.content()


def test_one_tap_brings_a_neutral_reminder_and_two_people_meet(
    live_app: LiveApp, open_profile: OpenProfile, tonight: Meeting, alice: User, bob: User
) -> None:
    live_app.start_all()
    member = open_profile(timezone_id="America/New_York")
    bob.time_zone = "America/New_York"
    bob.save()
    sign_in(member, bob.email)
    member.goto(f"/meetings/{tonight.public_id}/")
    expect(member.locator("time").first).to_contain_text(clock_of(tonight, "America/New_York"))
    member.get_by_role("button", name="I will come").click()
    expect(member.get_by_role("button", name="Coming")).to_be_visible()
    the_reminder_arrives(member, bob.email)

    host = open_profile()
    carry_session(host, alice)
    for page in (host, member):
        page.goto(f"/meetings/{tonight.public_id}/room/")
        page.get_by_label("I agree to this for this meeting").check()
    try_the_devices(member)
    host.get_by_role("button", name="Open the room").click()
    member.get_by_role("button", name="Go to the door").click()
    expect(member.get_by_role("heading", name="You are at the door")).to_be_visible()
    let_in(host, "Bramble")
    for page in (host, member):
        switch_on(page)
    for page in (host, member):
        wait_for_media(page)


def clock_of(meeting: Meeting, zone: str) -> str:
    return f"{meeting.starts_at.astimezone(ZoneInfo(zone)):%-I:%M %p}"  # As clocks are read in the United States.


def the_reminder_arrives(page: Page, email: str) -> None:
    """Wait for beat to wake the worker, and read what it sent."""
    mails = page.context.new_page()

    def reminder() -> str:
        mails.goto("/dev/mail/")
        mail = mails.locator("[data-mail]").filter(has_text=email).filter(has_text="You have a reminder")
        return mail.first.inner_text() if mail.count() else ""

    words = wait_until(reminder, seconds=100, what="the reminder arrives")
    mails.close()
    for telling in ("The first year", "Around the table", "Bramble", "meeting", "group"):
        assert telling.casefold() not in words.casefold()


def try_the_devices(page: Page) -> None:
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("video.preview")).to_be_visible()
    page.get_by_role("button", name="Stop trying").click()


def test_moderator_mutes_one_and_removes_another_who_then_gets_what_a_stranger_gets(
    live_app: LiveApp, open_profile: OpenProfile, tonight: Meeting, alice: User, mo: User, bob: User, carol: User
) -> None:
    live_app.start("media")
    chat = f"/groups/{tonight.series.group.public_id}/chat/"
    muted, removed, host, moderator = (open_profile() for _ in range(4))
    for page, user in ((muted, bob), (removed, carol), (host, alice), (moderator, mo)):
        carry_session(page, user)
    for page in (muted, removed, moderator):
        page.goto(chat)
    say(muted, "Hello from Bramble")
    say(removed, "Hello from Clover")
    expect(in_the_log(moderator, "Hello from Clover")).to_be_visible()
    removed_meeting = removed.context.new_page()
    come_in(host, tonight, "Open the room")
    come_in(removed_meeting, tonight, "Go to the door")
    let_in(host, "Clover")
    expect(removed_meeting.locator("[data-control=microphone]")).to_be_visible()

    look_after(moderator, chat, "Bramble", kind="Mute")
    expect(muted.get_by_text("You cannot write in this group until")).to_be_visible(timeout=AT_ONCE)
    expect(muted.get_by_label("Write to the group")).to_be_hidden()

    look_after(moderator, chat, "Clover", kind="Remove")
    expect(removed_meeting.get_by_text("You are no longer in this meeting.")).to_be_visible(timeout=AT_ONCE)
    expect(in_the_log(removed, "Hello from Clover")).to_be_hidden(timeout=AT_ONCE)
    assert status_of(removed, chat) == 404
    assert words_of(removed, chat) == words_of(removed, re.sub(r"groups/\w+/", "groups/zzzzzzzzzzzz/", chat))
    assert AuditEntry.objects.count() == 2


def come_in(page: Page, meeting: Meeting, button: str) -> None:
    page.goto(f"/meetings/{meeting.public_id}/room/")
    page.get_by_label("I agree to this for this meeting").check()
    page.get_by_role("button", name=button).click()


def look_after(page: Page, chat: str, alias: str, *, kind: str) -> None:
    """Mute or remove the author of a message, from the message."""
    page.goto(chat)
    message = page.locator("article.message").filter(has_text=f"Hello from {alias}")
    message.get_by_label("More about this message").click()
    message.get_by_role("link", name=f"Look after {alias}").click()
    page.get_by_label(kind).first.check()
    page.get_by_label("What it is about").select_option(label="2. Speak of yourself.")
    page.get_by_label("What did you see").fill("In the chat, just now.")
    page.get_by_label("Your words to them").fill("We spoke about this yesterday.")
    page.get_by_role("button", name="Send and close").click()
    page.wait_for_url(lambda url: "/members/" not in url)


def status_of(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer
    return answer.status


def words_of(page: Page, path: str) -> str:
    """Return an answer without its own address and what is random in every answer."""
    words = page.request.get(path).text().replace(path, "")
    return re.sub(r'(nonce|name="csrfmiddlewaretoken" value)="[^"]*"', "", words)


def test_everything_survives_a_restart_of_every_process(
    live_app: LiveApp, open_profile: OpenProfile, tonight: Meeting, bob: User
) -> None:
    live_app.start_all()
    page = open_profile()
    carry_session(page, bob)
    chat = f"/groups/{tonight.series.group.public_id}/chat/"
    page.goto(chat)
    say(page, "Before the restart")
    expect(page.locator("article.message:not(.message--pending)").filter(has_text="Before the restart")).to_be_visible()
    for name in ("web", "media", "worker", "beat"):
        live_app.kill(name)
    live_app.start_all()

    # The open page comes back by itself, and a fresh one finds what was said and the session.
    say(page, "After the restart")
    expect(page.locator("article.message:not(.message--pending)").filter(has_text="After the restart")).to_be_visible(
        timeout=30_000
    )
    page.reload()
    expect(in_the_log(page, "Before the restart")).to_be_visible()
    expect(in_the_log(page, "After the restart")).to_be_visible()


def test_a_meetings_public_link_ends_in_its_waiting_room(
    live_app: LiveApp, open_profile: OpenProfile, tonight: Meeting
) -> None:
    page = open_profile()
    page.goto(f"/meetings/{tonight.public_id}/")
    page.get_by_role("link", name="Join", exact=True).click()
    if "/signup/" not in page.url:
        page.locator("main").get_by_role("link", name="Join quietly").click()
    sign_up(page)
    page.get_by_role("button", name="Pass on all three").click()
    join(page, "Fernweh")
    page.get_by_label("I agree to this for this meeting").check()
    page.get_by_role("button", name="Go to the door").click()
    expect(page.get_by_role("heading", name="You are at the door")).to_be_visible()
