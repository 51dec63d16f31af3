"""A rule in two browsers: written on a quiet day, agreed to, and one sentence when it is so."""

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.groups.models import Group
from apps.journey.models import TellingRule
from apps.journey.services.noticing import Wish, begin_noticing
from apps.journey.services.rule_sending import tell_by_rules
from tests.e2e.conftest import OpenProfile, signed_in
from tests.live import LiveApp

pytestmark = pytest.mark.browser


def test_a_rule_is_written_agreed_to_and_tells_one_person_one_sentence(
    open_profile: OpenProfile, live_app: LiveApp, group: Group, bob: User, carol: User
) -> None:
    begin_noticing(bob, Wish("2"))
    his = signed_in(open_profile, live_app, bob)
    his.goto("/journey/noticing/rule/")
    his.get_by_role("radio", name="Clover").check()
    his.get_by_role("radio", name="to two of the three questions").check()
    his.get_by_role("button", name="Ask them").click()
    expect(his.get_by_text("They have not said yes.")).to_be_visible()

    hers = signed_in(open_profile, live_app, carol)
    hers.goto(f"/journey/told/{TellingRule.objects.get(user=bob).public_id}/")
    hers.get_by_role("button", name="Yes, tell me").click()
    expect(hers.get_by_text("When the day comes you read:")).to_be_visible()

    his.goto("/journey/noticing/questions/")
    for place in range(3):
        his.get_by_text("Often", exact=True).nth(place).click()
    his.get_by_role("button", name="Keep it", exact=True).click()
    expect(his.get_by_text("Clover is told soon")).to_be_visible()

    tell_by_rules()
    hers.goto("/me/notices/")
    hers.get_by_role("link", name="See who it is").click()
    expect(hers.get_by_text("Bramble asked you beforehand")).to_be_visible()
    expect(hers.get_by_role("link", name="Write to them")).to_be_visible()
