"""What a meeting's page says when a line was lost, when it is over, when somebody speaks and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.memberships import mute_membership
from apps.meetings.models import Meeting
from tests.e2e.conftest import OpenProfile, signed_in
from tests.e2e.test_media import ComeIn, come_in, let_in, meeting, switch_on  # noqa: F401 - fixtures
from tests.groups.factories import membership_of
from tests.live import LiveApp

pytestmark = pytest.mark.browser(media=True)

LOSE_THE_LINE = "document.querySelector('meeting-room').room.socket.socket.close()"
# Everybody but oneself speaks, as far as this page can hear.
LET_SPEAK = """
() => {
  const { room } = document.querySelector("meeting-room");
  room.quiet();
  room.people.mark(new Set(room.state.people.filter((one) => !one.is_me).map(({ id }) => id)));
}
"""
NAME_IS_WHOLE = """
(name) => {
  const [inner, outer] = [name.getBoundingClientRect(), name.closest(".tile").getBoundingClientRect()];
  return name.scrollWidth <= Math.ceil(inner.width) && inner.left >= outer.left && inner.right <= outer.right
    && inner.top >= outer.top && inner.bottom <= outer.bottom;
}
"""


def test_whoever_comes_back_is_told_that_they_are_muted(
    come_in: ComeIn,  # noqa: F811
    group: Group,
    alice: User,
    bob: User,
) -> None:
    host, member = come_in(alice), come_in(bob)
    let_in(host, "Bramble")
    switch_on(member)
    said = member.locator("[data-part=back][role=status]")
    expect(said).to_have_text("")
    member.get_by_role("button", name="Hand up").click()
    expect(member.locator("[data-control=hand][aria-pressed=true]")).to_be_visible()

    member.evaluate(LOSE_THE_LINE)

    expect(said).to_contain_text("You are connected again. You came back muted and without a picture.")
    expect(member.locator("[data-control=hand][aria-pressed=true]")).to_be_visible()
    expect(said).not_to_contain_text("Your hand is down.")
    expect(member.get_by_role("button", name="Muted")).to_be_visible()
    expect(host.locator("[data-part=back]")).to_have_text("")

    member.get_by_role("button", name="Muted").click()
    expect(said).to_have_text("")

    # A moderator mutes them in the group: they may still come to meetings, and stay in this one.
    mute_membership(membership_of(bob, group), timezone.now() + timedelta(hours=1))
    for words in (member.locator("[data-part=silent]"), member.locator("[data-part=chat-closed]")):
        expect(words).to_contain_text("In its meetings nobody hears or sees you until then.")
    expect(said).not_to_contain_text("You came back muted")
    expect(member.locator("[data-control=microphone]")).to_be_disabled()
    expect(host.get_by_text("Two people in the room.")).to_be_visible()


def test_an_ended_room_counts_nobody(come_in: ComeIn, alice: User, bob: User) -> None:  # noqa: F811
    host, member = come_in(alice), come_in(bob)
    let_in(host, "Bramble")
    expect(member.get_by_text("Two people in the room.")).to_be_visible()
    host.on("dialog", lambda dialog: dialog.accept())
    host.get_by_role("button", name="End the meeting for everybody").click()

    for page in (host, member):
        expect(page.get_by_text("The meeting is over. Thank you for being there.")).to_be_visible()
        expect(page.locator("[data-part=audience]")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_name_stays_whole_while_its_owner_speaks(
    width: int,
    come_in: ComeIn,  # noqa: F811
    group: Group,
    alice: User,
    bob: User,
) -> None:
    for user, alias in ((alice, "Heron of the northern shore"), (bob, "Bramble")):
        membership = membership_of(user, group)
        membership.alias = alias
        membership.save()
    host, member = come_in(alice), come_in(bob)
    let_in(host, "Bramble")
    expect(member.locator(".tile")).to_have_count(2)
    for page in (host, member):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(LET_SPEAK)
        names = page.locator(".tile__name > span:first-child")
        assert all(names.nth(index).evaluate(NAME_IS_WHOLE) for index in range(2)), names.all_inner_texts()


def test_who_waits_is_let_in_at_the_end_of_their_row(come_in: ComeIn, alice: User, bob: User) -> None:  # noqa: F811
    host, _member = come_in(alice), come_in(bob)
    host.set_viewport_size({"width": 1280, "height": 800})
    button = host.get_by_role("button", name="Let in: Bramble")
    expect(button).to_be_visible()
    gap = button.evaluate(
        "(one) => one.closest('[data-part=door]').getBoundingClientRect().right - one.getBoundingClientRect().right"
    )
    assert gap < 2


def without_script(open_profile: OpenProfile, app: LiveApp, user: User) -> Page:
    return signed_in(open_profile, app, user, java_script_enabled=False)


def test_without_javascript_the_door_says_so_first_and_offers_nothing_that_cannot_work(
    open_profile: OpenProfile,
    live_app: LiveApp,
    meeting: Meeting,  # noqa: F811
    bob: User,
) -> None:
    page = without_script(open_profile, live_app, bob)
    page.goto(f"/meetings/{meeting.public_id}/room/")

    said = page.locator("noscript .notice")  # Playwright looks for no words in there.
    expect(said).to_be_visible()
    assert "A meeting needs JavaScript" in said.inner_text()
    for name in ("Try it", "Go to the door"):
        expect(page.get_by_text(name, exact=True)).to_be_hidden()
    expect(page.get_by_label("I agree to this for this meeting")).to_be_hidden()
    said.locator("a").click()
    expect(page.locator("main")).to_be_visible()
    assert "/chat/" in page.url
