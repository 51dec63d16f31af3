"""The finder: a list, a week and a month, what is looked for kept between them, and weeks as people count them."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.locales import first_weekday, territory_of, time_format
from apps.groups.models import Group, Topic
from apps.meetings.models import Meeting
from apps.meetings.rules.clock import grid_of, month_after, week_begin
from apps.meetings.services.words import clock
from tests.groups.factories import make_group, membership_of
from tests.meetings.factories import make_meeting, make_rsvp, make_series

MONDAY, SATURDAY, SUNDAY = 0, 5, 6


# ---- rules


@pytest.mark.parametrize(
    ("zone", "territory", "written", "weekday"),
    [
        ("Europe/London", "GB", "H:i", MONDAY),
        ("Europe/Madrid", "ES", "H:i", MONDAY),
        ("America/New_York", "US", "g:i A", SUNDAY),
        ("Australia/Sydney", "AU", "g:i A", MONDAY),
        ("America/Mexico_City", "MX", "H:i", SUNDAY),
        ("Africa/Cairo", "EG", "g:i A", SATURDAY),
        ("Asia/Calcutta", "IN", "g:i A", SUNDAY),
        ("UTC", "", "H:i", MONDAY),
        ("Nowhere/Such", "", "H:i", MONDAY),
    ],
)
def test_clock_and_week_are_those_of_the_place(zone: str, territory: str, written: str, weekday: int) -> None:
    assert (territory_of(zone), time_format(zone), first_weekday(zone)) == (territory, written, weekday)


@pytest.mark.parametrize(
    ("weekday", "first"), [(MONDAY, date(2026, 11, 16)), (SUNDAY, date(2026, 11, 22)), (SATURDAY, date(2026, 11, 21))]
)
def test_a_week_begins_as_the_place_says(weekday: int, first: date) -> None:
    assert week_begin(date(2026, 11, 22), weekday) == first


@pytest.mark.parametrize("weekday", [MONDAY, SATURDAY, SUNDAY])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_is_whole_weeks_that_hold_each_of_its_days_once(month: int, weekday: int) -> None:
    rows = grid_of(date(2026, month, 15), weekday)
    days = [day for row in rows for day in row]

    assert all(len(row) == 7 and row[0].weekday() == weekday for row in rows)
    assert days == sorted(set(days))
    own = [day for day in days if day.month == month]
    assert (own[0].day, own[-1]) == (1, month_after(own[0]) - timedelta(days=1))


def test_every_time_is_written_as_where_its_reader_lives() -> None:
    moment = datetime(2026, 11, 22, 20, tzinfo=UTC)
    with timezone.override(ZoneInfo("America/New_York")):
        assert clock(moment, ZoneInfo("Europe/London")) == "8:00 PM"
    with timezone.override(ZoneInfo("Europe/London")):
        assert clock(moment, ZoneInfo("America/New_York")) == "15:00"


# ---- the page


def ids(seen: str) -> set[str]:
    return set(re.findall(r"/meetings/(\w{12})/", seen))


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/meetings/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def client_of_bob(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def link(seen: str, label: str) -> str:
    """Return where the link with this text, or this name, leads."""
    found = re.search(rf'href="([^"]*)"[^>]*(?:>|aria-label="){label}', seen)
    assert found, label
    return unescape(found[1])


@pytest.mark.parametrize("view", ["list", "week", "month"])
def test_each_view_shows_what_is_soon_in_both_times(view: str, client_of_bob: Client, bob: User, group: Group) -> None:
    User.objects.filter(pk=bob.pk).update(time_zone="Europe/Madrid")
    meeting = make_meeting(group, starts_in=timedelta(hours=1))
    make_rsvp(meeting, membership_of(bob, group))

    seen = page(client_of_bob, f"?view={view}")
    assert meeting.public_id in ids(seen)
    assert meeting.starts_at.astimezone(ZoneInfo("Europe/Madrid")).strftime("%H:%M") in seen
    assert meeting.starts_at.astimezone(ZoneInfo("Europe/London")).strftime("%H:%M in London") in seen
    assert "You are coming" in seen
    assert ("<table" in seen) is (view != "list")


def test_filters_choose(client_of_bob: Client) -> None:
    grief, illness = Topic.objects.create(slug="g1", name="G"), Topic.objects.create(slug="i1", name="I")
    first, second = make_group("First", language="es"), make_group("Second")
    first.topics.add(grief)
    second.topics.add(illness)
    one = make_meeting(first, series=make_series(first, format="voice"), starts_in=timedelta(hours=1))
    two = make_meeting(
        second, series=make_series(second, format="chat", language="es", kind="quiet"), starts_in=timedelta(hours=9)
    )
    three = make_meeting(second, series=make_series(second, format="video"), starts_in=timedelta(hours=9))
    wanted = {
        "": {one, two, three},
        "?topic=g1": {one},
        "?topic=i1": {two, three},
        "?language=es": {one, two},
        "?language=en": {three},
        "?format=chat": {two},
        "?kind=quiet": {two},
        "?kind=nonsense": {one, two, three},
        "?soon=1": {one},
        "?topic=i1&language=es": {two},
        "?topic=g1&format=video": set(),
        "?show=mine": set(),
    }
    for query, found in wanted.items():
        shown = {meeting for meeting in (one, two, three) if meeting.public_id in ids(page(client_of_bob, query))}
        # A page with nothing on it leads to the next meeting that fits.
        assert shown == found, query


def test_newcomers_welcome(client_of_bob: Client, group: Group) -> None:
    closed = make_meeting(group, series=make_series(group, is_open_to_newcomers=False))

    assert closed.public_id in ids(page(client_of_bob))
    assert closed.public_id not in ids(page(client_of_bob, "?newcomers=1"))


def test_what_is_looked_for_is_kept_between_views_and_weeks(client_of_bob: Client, group: Group) -> None:
    Topic.objects.create(slug="g1", name="G")
    asked = "topic=g1&language=es&format=voice&kind=topic&newcomers=1&show=mine"
    seen = page(client_of_bob, f"?{asked}")

    for label in ("Week", "Month", "The week after"):
        led = link(seen, label)
        for part in asked.split("&"):
            assert part in led, label
        assert "selected>G<" in page(client_of_bob, led)
    assert "topic" not in link(seen, "Clear")
    month = page(client_of_bob, link(seen, "Month"))
    assert "view=month" in link(month, "The month after")
    # Without JavaScript the form carries what it does not show.
    assert '<input type="hidden" name="view" value="month"' in month
    assert '<input type="hidden" name="show" value="mine"' in month


def test_a_week_begins_where_the_reader_lives(client_of_bob: Client, bob: User) -> None:
    for zone, first in (("Europe/London", "Monday"), ("America/New_York", "Sunday")):
        User.objects.filter(pk=bob.pk).update(time_zone=zone)
        names = re.findall(r'scope="col" abbr="(\w+)"', page(client_of_bob, "?view=week"))
        assert (len(names), names[0]) == (7, first)


@pytest.mark.parametrize("view", ["list", "week", "month"])
def test_pages_go_on_to_the_end_of_what_is_planned_and_no_further_back_than_today(
    view: str, client_of_bob: Client, group: Group
) -> None:
    later = make_meeting(group, starts_in=timedelta(days=38))
    step = "month" if view == "month" else "week"
    seen = page(client_of_bob, f"?view={view}")
    assert f'aria-label="The {step} before"' not in seen
    pages = 0
    while later.public_id not in ids(seen.partition('class="empty"')[0]):
        seen = page(client_of_bob, link(seen, f"The {step} after"))
        pages += 1
    assert 0 < pages < 8
    while f'aria-label="The {step} before"' in seen:
        seen = page(client_of_bob, link(seen, f"The {step} before"))
        pages -= 1
    assert pages <= 0


def test_an_empty_page_leads_somewhere(client_of_bob: Client, group: Group) -> None:
    seen = page(client_of_bob)
    assert "No meeting in these days." in seen
    later = make_meeting(group, starts_in=timedelta(days=20))

    seen = page(client_of_bob, "?format=voice")
    assert "The next one that fits" in seen
    assert later.public_id in ids(seen)
    assert "topic" not in link(seen, "See all meetings you can join")
    assert link(seen, "Find a group") == "/groups/"


def test_a_visitor_is_offered_no_groups_of_their_own(group: Group) -> None:
    make_meeting(group)
    seen = page(Client(), "?show=mine&view=month")

    assert "My groups" not in seen
    assert len(ids(seen)) == 1


def test_strangers_see_in_no_view_what_they_may_not_know_of(eve: User, group: Group) -> None:
    Group.objects.filter(pk=group.pk).update(joining="request")
    meeting = make_meeting(group)
    stranger = Client()
    stranger.force_login(eve)

    for client in (Client(), stranger):
        for view in ("list", "week", "month"):
            assert meeting.public_id not in page(client, f"?view={view}")
            assert meeting.public_id not in page(client, f"?view={view}&soon=1")


def test_the_place_is_told_to_whoever_said_yes_and_to_nobody_else(
    client_of_bob: Client, bob: User, carol: User, group: Group
) -> None:
    meeting = make_meeting(group, series=make_series(group, kind="social", place="Canary Pier, gate 2"))
    for answer in ("maybe", "no", "waiting"):
        rsvp = make_rsvp(meeting, membership_of(bob, group), answer)
        assert "Canary" not in page(client_of_bob, f"{meeting.public_id}/")
        rsvp.delete()
    assert "Canary" not in page(client_of_bob, f"{meeting.public_id}/")
    make_rsvp(meeting, membership_of(bob, group))

    assert "Canary Pier, gate 2" in page(client_of_bob, f"{meeting.public_id}/")
    assert "Canary" not in page(Client(), f"{meeting.public_id}/")
    for view in ("list", "week", "month"):
        assert "Canary" not in page(client_of_bob, f"?view={view}")
    assert Meeting.objects.count() == 1
