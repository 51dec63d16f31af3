"""Finding a group and coming into it, in a real browser: with scripts, and without."""

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from tests.e2e.conftest import OpenProfile, carry_session
from tests.groups.factories import make_group

pytestmark = pytest.mark.browser


@pytest.fixture
def night_group(live_app: object) -> Group:
    return make_group("Awake at this hour", purpose="For anyone who cannot sleep and should not be alone with it.")


def test_the_list_follows_what_is_typed_and_the_address_keeps_nothing(
    open_profile: OpenProfile, group: Group, night_group: Group
) -> None:
    page = open_profile()
    page.goto("/groups/")
    expect(page.get_by_role("heading", name="Two groups fit")).to_be_visible()

    page.get_by_label("What is it about?").press_sequentially("sleep")

    expect(page.get_by_role("heading", name="One group fits")).to_be_visible()
    expect(page.get_by_role("link", name=night_group.name)).to_be_visible()
    expect(page.get_by_role("link", name=group.name)).to_have_count(0)
    assert page.evaluate("location.search") == ""


def test_finding_works_without_scripts(open_profile: OpenProfile, group: Group, night_group: Group) -> None:
    page = open_profile(java_script_enabled=False)
    page.goto("/groups/")

    page.get_by_label("What is it about?").fill("sleep")
    page.get_by_label("What is it about?").press("Enter")

    expect(page.get_by_role("heading", name="One group fits")).to_be_visible()
    expect(page.get_by_label("What is it about?")).to_have_value("sleep")


def test_joining_names_what_is_wrong_keeps_what_was_typed_and_ends_in_the_group(
    open_profile: OpenProfile, alice: User, nia: User, group: Group, night_group: Group
) -> None:
    page = open_profile()
    carry_session(page, nia)
    page.goto(f"/groups/{group.public_id}/")
    page.get_by_role("link", name="Join quietly").click()
    page.wait_for_url("**/joining/**")  # Loaded, its scripts too.

    page.get_by_label("Your alias in this group").fill("HERON")
    page.get_by_role("button", name="All right").click()
    expect(page.get_by_role("button", name="All right")).to_have_count(0)
    expect(page.get_by_label("Your alias in this group")).to_have_value("HERON")
    page.get_by_label("I have read this and I agree").check()
    page.get_by_role("button", name="Join quietly").click()
    expect(page.get_by_text("has an alias that looks like this one")).to_be_visible()
    expect(page.get_by_label("Your alias in this group")).to_have_value("HERON")
    expect(page.get_by_label("I have read this and I agree")).to_be_checked()

    page.get_by_label("Your alias in this group").fill("Kingfisher")
    page.get_by_role("button", name="Join quietly").click()
    page.wait_for_url(f"**/groups/{group.public_id}/chat/")
    assert Membership.objects.get(user=nia, group=group).alias == "Kingfisher"
