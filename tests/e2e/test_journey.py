"""How it is in two taps, and a hard day that takes nothing away."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.journey.models import CheckIn
from tests.e2e.conftest import OpenProfile, carry_session
from tests.journey.keeping import begin

pytestmark = pytest.mark.browser


def test_two_taps_keep_how_it_is_and_a_slip_keeps_what_was(open_profile: OpenProfile, group: Group, bob: User) -> None:
    with timezone.override(bob.time_zone):
        today = timezone.localdate()
    begin(bob, day=today - timedelta(days=412), today=today)
    page = open_profile()
    carry_session(page, bob)
    page.goto("/")
    # The stone lies over its own choice: a finger meets the words beside it.
    page.get_by_text("Lighter", exact=True).click()
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_text("Kept. Only you can read it.")).to_be_visible()
    assert CheckIn.objects.get(user=bob).feeling == CheckIn.Feeling.LIGHTER

    page.get_by_role("link", name="Add a day that was hard").click()
    page.get_by_label("A few words").fill("Told my sister the same night")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You do not have to carry it alone")
    expect(page.get_by_text(group.name, exact=True)).to_be_visible()
    page.get_by_role("link", name="Back to my journey").click()
    # Midnight may come while the story is told.
    expect(page.get_by_text(re.compile(r"41[23] days in all"))).to_be_visible()
