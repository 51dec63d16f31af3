"""Planning in a real browser: the next dates follow what is typed, and folds open what is rarely wanted."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import MeetingSeries
from tests.e2e.conftest import OpenProfile, carry_session

pytestmark = pytest.mark.browser(media=True)

PATIENT = 30_000


def test_a_meeting_every_second_week_is_planned_and_changed_from_one_on(
    open_profile: OpenProfile, group: Group, alice: User
) -> None:
    today = timezone.now().date()
    monday = today + timedelta(days=7 - today.weekday())
    hers = open_profile(viewport={"width": 360, "height": 780})
    carry_session(hers, alice)
    hers.goto(f"/groups/{group.public_id}/meetings/")

    dates = hers.locator("[data-preview]")
    expect(dates).to_contain_text("A first day and a time are enough")
    expect(hers.get_by_role("button", name="Show the next dates")).to_have_count(0)
    hers.get_by_label("First day").fill(str(monday))
    hers.get_by_label("Time on the wall").fill("19:00")
    expect(dates).to_contain_text("Every week on Mondays, 19:00 in London", timeout=PATIENT)
    hers.get_by_text("Several days, pauses and an end").click()
    hers.get_by_label("Every how many").fill("2")
    hers.get_by_text("Monday", exact=True).click()
    hers.get_by_text("Thursday", exact=True).click()
    expect(dates).to_contain_text("Every second week on Mondays and Thursdays, 19:00 in London", timeout=PATIENT)
    expect(dates.locator("li")).to_have_count(5)
    hers.get_by_label("What is it called").fill("Slow evenings")
    hers.get_by_role("button", name="Plan it").click()
    expect(hers.get_by_text("It is planned.")).to_be_visible(timeout=PATIENT)

    hers.get_by_role("link", name="Change Slow evenings").click()
    hers.get_by_role("link", name=re.compile("From here on")).nth(2).click()
    hers.get_by_label("Time on the wall").fill("20:30")
    expect(dates).to_contain_text("20:30 in London", timeout=PATIENT)
    hers.get_by_role("button", name="Keep these changes").click()
    expect(hers.get_by_text("From this meeting on it is changed.")).to_be_visible(timeout=PATIENT)
    assert MeetingSeries.objects.count() == 2
