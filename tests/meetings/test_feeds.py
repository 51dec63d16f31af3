"""What other programs read of meetings: who may, what it says, and that independent readers understand it."""

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import EndKind, Group
from apps.groups.services.memberships import end_membership
from apps.meetings.models import Answer, CalendarKey, Meeting, MeetingSeries
from apps.meetings.rules.meeting_guide import Listing, country_of, entries, tidy_name
from apps.meetings.services.feeds.keys import make_key
from apps.meetings.services.occurrences import materialise, timetable_of
from tests.groups.factories import make_group, membership_of
from tests.meetings.calendars import read_with_ical_js
from tests.meetings.factories import make_meeting, make_rsvp, make_series

pytestmark = pytest.mark.django_db

LISTING = Listing(
    id="abcdefghijkm",
    name="Tuesday Evening Meeting: 19:30 Hope",
    recurrence="FREQ=WEEKLY;BYDAY=TU,SU",
    begins=time(19, 30),
    duration=timedelta(minutes=90),
    zone="America/New_York",
    kind="steps",
    language="es",
    notes="",
    group="Nightfall",
    group_notes="For people who drink alone.",
    join="https://beside.example/meetings/next/abcdefghijkm/",
)


def feed(client: Client) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(client.get("/feeds/meetings.json?timestamp=1").content)
    return found


# --- the Meeting Guide format -----------------------------------------------------------------------------------


def test_each_weekday_is_an_entry_of_its_own() -> None:
    tuesday, sunday = entries(LISTING)
    assert (tuesday["day"], sunday["day"]) == (2, 0)
    assert (tuesday["slug"], sunday["slug"]) == ("abcdefghijkm-tu", "abcdefghijkm-su")
    assert tuesday["time"] == "19:30"
    assert tuesday["end_time"] == "21:00"
    assert tuesday["types"] == ["O", "ST", "S"]
    assert (tuesday["formatted_address"], tuesday["approximate"]) == ("United States", "yes")


@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;BYDAY=2TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=31"]
)
def test_what_is_not_weekly_is_not_in_it(rule: str) -> None:
    assert (
        list(entries(Listing(**{name: getattr(LISTING, name) for name in Listing.__slots__} | {"recurrence": rule})))
        == []
    )


def test_end_past_midnight_is_left_out() -> None:
    fields = {name: getattr(LISTING, name) for name in Listing.__slots__} | {"begins": time(23, 0)}
    assert "end_time" not in next(entries(Listing(**fields)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tuesday Evening Meeting: 19:30 Hope", "Evening : Hope"),
        ("One evening at a time", "One evening at a time"),
        ("Meeting", ""),
        ("Sundays 8 pm", ""),
        ("x" * 80, "x" * 64),
    ],
)
def test_name_says_no_day_time_or_the_word_meeting(name: str, expected: str) -> None:
    assert tidy_name(name) == expected


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/London", "Britain (UK)"), ("Asia/Kolkata", "India"), ("UTC", "Online"), ("America/Bogota", "Colombia")],
)
def test_address_is_a_country_and_never_more(zone: str, country: str) -> None:
    assert country_of(zone) == country


def test_every_offered_zone_has_an_address_without_commas_enough_for_a_street() -> None:
    from apps.accounts.rules.time_zones import offered_zones

    assert all(0 <= country_of(zone).count(",") < 3 and country_of(zone) for zone in offered_zones())


def test_public_feed_has_open_listed_groups_alone(client: Client, group: Group) -> None:
    make_meeting(group)
    hidden = [
        make_group("Asked first", joining="request"),
        make_group("By invitation", joining="invitation"),
        make_group("Unlisted", is_listed=False),
        make_group("Closed", state="archived"),
    ]
    for other in hidden:
        make_meeting(other)
    make_meeting(group, series=make_series(group, "For the settled", is_open_to_newcomers=False))
    found = feed(client)
    assert [entry["name"] for entry in found] == ["One evening at a time"]
    assert found[0]["url"] == f"{settings.SITE_URL}/meetings/next/{MeetingSeries.objects.first().public_id}/"  # type: ignore[union-attr]
    calendar = client.get("/feeds/meetings.ics").content.decode()
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "For the settled" not in calendar


def test_outside_room_is_in_no_public_feed(client: Client, group: Group) -> None:
    make_meeting(group, series=make_series(group, outside_url="https://rooms.example/secret", place="12 Elm Street"))
    for address in ("/feeds/meetings.json", "/feeds/meetings.ics"):
        answer = client.get(address).content.decode()
        assert "rooms.example" not in answer
        assert "Elm" not in answer


def test_any_page_may_read_the_public_feeds_and_no_cookie_comes_with_them(client: Client, bob: User) -> None:
    client.force_login(bob)
    for address in ("/feeds/meetings.json", "/feeds/meetings.ics"):
        answer = client.get(address)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_feed_says_the_same_to_members_as_to_strangers(client: Client, bob: User, group: Group) -> None:
    group.joining = "request"
    group.save()
    make_meeting(group)
    client.force_login(bob)
    assert feed(client) == []


def test_listing_leads_to_the_next_meeting(client: Client, group: Group) -> None:
    series = make_series(group)
    make_meeting(group, series=series, starts_in=timedelta(days=8))
    sooner = make_meeting(group, series=series, starts_in=timedelta(days=1))
    address = reverse("meetings:next_of_series", args=[series.public_id])
    assert client.get(address)["Location"] == f"/meetings/{sooner.public_id}/"
    group.is_listed = False
    group.save()
    assert client.get(address).status_code == 404


def test_calendar_page_announces_the_feed(client: Client) -> None:
    link = '<link rel="alternate" type="application/json" title="Meetings Feed" href="/feeds/meetings.json">'
    assert link in client.get("/meetings/").content.decode()


# --- calendars as others read them ------------------------------------------------------------------------------

ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Kathmandu",
]


@pytest.mark.parametrize("zone", ZONES)
def test_calendar_means_the_same_moments_to_ical_js(client: Client, group: Group, zone: str) -> None:
    # 02:30 is jumped over by the clocks of some of these zones.
    series = make_series(
        group, time_zone=zone, local_time=time(2, 30), recurrence="FREQ=WEEKLY;BYDAY=SU,WE", starts_on=date(2026, 1, 4)
    )
    materialise(series.pk)
    now = timezone.now()
    first, last = now + timedelta(days=2), now + timedelta(days=380)
    read = read_with_ical_js(client.get("/feeds/meetings.ics").content, first, last)
    ours = timetable_of(series).occurrences(first.date() - timedelta(days=2), last.date() + timedelta(days=2))
    expected = [(one.starts_at, one.ends_at) for one in ours if first <= one.starts_at < last]
    assert sorted((one["starts"], one["ends"]) for one in read) == expected
    assert {one["uid"] for one in read} == {f"{series.public_id}@localhost"}


def test_moved_renamed_and_cancelled_meetings_are_exceptions(client: Client, group: Group) -> None:
    series = make_series(group)
    materialise(series.pk)
    moved, renamed, cancelled, *_rest = series.meetings.order_by("occurs_on")
    at = (moved.starts_at + timedelta(hours=3, minutes=7)).replace(microsecond=0)
    Meeting.objects.filter(pk=moved.pk).update(starts_at=at, ends_at=at + timedelta(hours=1), is_moved=True)
    Meeting.objects.filter(pk=renamed.pk).update(own_title="Candles")
    Meeting.objects.filter(pk=cancelled.pk).update(state=Meeting.State.CANCELLED)
    now = timezone.now()
    read = read_with_ical_js(client.get("/feeds/meetings.ics").content, now, now + timedelta(days=28))
    by_start = {one["starts"]: one for one in read}
    assert by_start[at]["status"] == "CONFIRMED"
    assert moved.starts_at not in by_start
    assert by_start[renamed.starts_at]["summary"] == "Candles"
    assert by_start[cancelled.starts_at]["status"] == "CANCELLED"


def test_skipped_days_extra_days_and_the_end_are_understood(client: Client, group: Group) -> None:
    today = timezone.now().date()
    sunday = today + timedelta(days=6 - today.weekday() + 7)
    skipped, extra, last = sunday + timedelta(days=7), sunday + timedelta(days=3), sunday + timedelta(days=21)
    series = make_series(group, starts_on=sunday, ends_on=last, skipped_days=[skipped], extra_days=[extra])
    materialise(series.pk)
    read = read_with_ical_js(
        client.get("/feeds/meetings.ics").content, datetime.now(UTC), datetime.now(UTC) + timedelta(days=90)
    )
    days = sorted(one["starts"].astimezone(ZoneInfo("Europe/London")).date() for one in read)
    assert days == [sunday, extra, sunday + timedelta(days=14), last]


def test_vobject_reads_rule_zone_and_identity(client: Client, group: Group) -> None:
    make_meeting(group, series=(series := make_series(group)))
    calendar = vobject.readOne(client.get("/feeds/meetings.ics").content.decode())
    event = calendar.vevent
    assert event.uid.value == f"{series.public_id}@localhost"
    assert event.rrule.value == "FREQ=WEEKLY;BYDAY=SU"
    assert event.dtstart.value.utcoffset() is not None
    assert calendar.vtimezone.tzid.value == "Europe/London"
    rest = {line for line in client.get("/feeds/meetings.ics").content.split(b"\r\n") if len(line) > 75}
    assert not rest  # RFC 5545, 3.1: longer lines are folded


# --- one's own calendar -----------------------------------------------------------------------------------------


def own(client: Client, secret: str) -> str:
    answer = client.get(f"/calendar/{secret}.ics")
    return answer.content.decode() if answer.status_code == 200 else ""


def test_own_calendar_has_the_meetings_of_own_groups_and_says_nothing_of_them(
    client: Client, bob: User, group: Group
) -> None:
    make_meeting(group, series=make_series(group, "Grief after suicide"))
    make_meeting(make_group("Another"))
    told = own(client, make_key(bob))
    assert told.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Appointment" in told
    for word in ("Grief", group.name, group.public_id, "DESCRIPTION", "URL", "LOCATION"):
        assert word not in told


def test_own_calendar_says_titles_when_the_person_wants_it(client: Client, bob: User, group: Group) -> None:
    make_meeting(group, series=make_series(group, "Candlelight"))
    assert "SUMMARY:Candlelight" in own(client, make_key(bob, shows_titles=True))


def test_what_somebody_said_no_to_is_not_in_their_calendar(client: Client, bob: User, group: Group) -> None:
    series = make_series(group)
    materialise(series.pk)
    declined = series.meetings.order_by("occurs_on")[1]
    make_rsvp(declined, membership_of(bob, group), Answer.NO)
    now = timezone.now()
    read = read_with_ical_js(own(client, make_key(bob)).encode(), now, now + timedelta(days=28))
    assert declined.starts_at not in {one["starts"] for one in read}
    assert len(read) == 3


@pytest.mark.parametrize("end", [EndKind.LEFT, EndKind.REMOVED])
def test_whoever_is_out_of_the_group_reads_no_more_of_it(client: Client, bob: User, group: Group, end: EndKind) -> None:
    make_meeting(group)
    secret = make_key(bob)
    end_membership(membership_of(bob, group), end)
    assert "BEGIN:VEVENT" not in own(client, secret)


def test_taken_back_changed_and_made_up_addresses_answer_alike(client: Client, bob: User) -> None:
    old = make_key(bob)
    new = make_key(bob)
    assert own(client, new)
    assert client.get(f"/calendar/{old}.ics").status_code == 404
    client.force_login(bob)
    client.post("/me/calendar/", {"act": "revoke"})
    client.logout()
    for secret in (old, new, "made-up"):
        assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_closed_account_has_no_calendar(client: Client, bob: User) -> None:
    secret = make_key(bob)
    bob.is_active = False
    bob.save()
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_address_is_shown_once_and_kept_as_a_hash(client: Client, bob: User) -> None:
    client.force_login(bob)
    page = client.post("/me/calendar/", {"act": "make"}).content.decode()
    secret = page.split(f'value="{settings.SITE_URL}/calendar/')[1].split(".ics")[0]
    assert own(client, secret)
    assert secret not in client.get("/me/calendar/").content.decode()
    assert secret not in CalendarKey.objects.get(user=bob).secret_hash


def test_titles_are_switched_without_a_new_address(client: Client, bob: User, group: Group) -> None:
    make_meeting(group, series=make_series(group, "Candlelight"))
    secret = make_key(bob)
    client.force_login(bob)
    client.post("/me/calendar/", {"act": "titles", "shows_titles": "1"})
    assert "Candlelight" in own(client, secret)
    client.post("/me/calendar/", {"act": "titles"})
    assert "Candlelight" not in own(client, secret)


# --- one meeting as a file --------------------------------------------------------------------------------------


def test_one_meeting_is_an_appointment_unless_its_name_is_asked_for(client: Client, bob: User, group: Group) -> None:
    meeting = make_meeting(group, series=make_series(group, "Candlelight"))
    client.force_login(bob)
    plain = client.get(f"/meetings/{meeting.public_id}/calendar.ics")
    named = client.get(f"/meetings/{meeting.public_id}/calendar.ics?named=1").content.decode()
    assert "SUMMARY:Appointment" in plain.content.decode()
    assert "Candlelight" not in plain.content.decode()
    assert "SUMMARY:Candlelight" in named
    assert plain["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    [read] = read_with_ical_js(plain.content, meeting.starts_at, meeting.ends_at)
    assert read["starts"] == meeting.starts_at.replace(microsecond=0)


def test_meeting_that_one_may_not_know_of_has_no_file(client: Client, eve: User, group: Group) -> None:
    group.joining = "request"
    group.save()
    meeting = make_meeting(group)
    client.force_login(eve)
    assert client.get(f"/meetings/{meeting.public_id}/calendar.ics").status_code == 404
