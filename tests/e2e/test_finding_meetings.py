"""The finder, the rota and the reminders' page in a browser: without JavaScript, by keyboard, and for everybody's eyes."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Service
from tests.e2e.conftest import OpenProfile, signed_in
from tests.e2e.test_accessibility import look_as  # noqa: F401 - a fixture
from tests.groups.factories import membership_of
from tests.live import LiveApp
from tests.meetings.factories import make_meeting, make_rsvp, make_series

pytestmark = pytest.mark.browser(media=True)

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


@pytest.fixture
def meetings(group: Group, bob: User, carol: User) -> None:
    """Two evenings: one that Bob comes to and where Clover cannot read after all."""
    User.objects.filter(pk=bob.pk).update(time_zone="America/New_York")
    first = make_meeting(group, starts_in=timedelta(hours=1))
    make_meeting(group, series=make_series(group, "The first year", capacity=6), starts_in=timedelta(days=2))
    make_rsvp(first, membership_of(bob, group))
    reader = membership_of(carol, group)
    Service.objects.create(meeting=first, membership=reader, role="reader", offered_at=first.starts_at)


def test_everybody_can_read_the_finder_the_rota_and_the_reminders(
    look_as: Any,  # noqa: F811
    meetings: None,
    group: Group,
    bob: User,
) -> None:
    look = look_as(bob)
    for address in ("?view=week", "?view=month", "?topic=grief&soon=1"):
        look.at(f"/meetings/{address}")
    look.at(f"/groups/{group.public_id}/meetings/rota/", closely=True)
    look.at("/me/reminders/")


def test_a_member_finds_a_meeting_and_takes_a_role_without_javascript(
    open_profile: OpenProfile, live_app: LiveApp, meetings: None, group: Group, bob: User
) -> None:
    page = signed_in(open_profile, live_app, bob, java_script_enabled=False)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto("/meetings/")
    page.get_by_role("link", name="Newcomers welcome").click()
    page.locator("summary", has_text="Narrow it down").click()
    page.get_by_label("How people meet").select_option("voice")
    page.get_by_role("button", name="Show meetings").click()
    page.get_by_role("link", name="Month", exact=True).click()

    expect(page.get_by_role("table")).to_be_visible()
    # As in New York: weeks from Sunday, hours to twelve.
    expect(page.get_by_role("columnheader").first).to_have_text(re.compile("Sunday"))
    expect(page.get_by_role("cell").filter(has_text="The first year")).to_contain_text(re.compile("[AP]M"))
    assert "format=voice" in page.url
    assert "newcomers=" in page.url

    # On a phone each day that has something is a heading.
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    expect(page.get_by_role("heading", level=3).filter(has_text=re.compile("Today|Tomorrow"))).to_be_visible()
    page.goto(f"/groups/{group.public_id}/meetings/rota/")
    page.get_by_role("button", name=re.compile("Take over: Reader")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("Somebody take this over: Reader"))).to_be_visible()
    assert Service.objects.get().membership == membership_of(bob, group)


def test_today_and_the_finder_notice_that_a_door_has_opened(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User
) -> None:
    meeting = make_meeting(group, starts_in=timedelta(minutes=20))
    page = signed_in(open_profile, live_app, bob)
    finder = page.context.new_page()
    for one, address in ((page, "/"), (finder, "/meetings/")):
        one.goto(address)
        expect(one.get_by_role("link", name="Go to the door")).to_have_count(0)
        one.evaluate("window.isTheSame = true")

    # Its hosts moved it forward, and the moment that the pages know has come.
    type(meeting).objects.filter(pk=meeting.pk).update(starts_at=meeting.starts_at - timedelta(minutes=6))
    for one in (page, finder):
        one.evaluate("document.querySelector('door-opens[data-in]').waitFor(0)")
        expect(one.get_by_role("link", name="Go to the door")).to_be_visible()
        assert one.evaluate("window.isTheSame")
