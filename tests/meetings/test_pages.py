"""The pages: who sees which meeting, in whose time, and what a tap does."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import zip_longest
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.permissions import Role
from apps.meetings.models import Meeting, MeetingSeries, Rsvp
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership, membership_of
from tests.meetings.factories import make_meeting, make_rsvp, make_series

LONDON, MADRID = ZoneInfo("Europe/London"), ZoneInfo("Europe/Madrid")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, meeting: Meeting) -> str:
    return reverse(f"meetings:{name}", args=[meeting.public_id])


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def meeting(group: Group) -> Meeting:
    return make_meeting(group, starts_in=timedelta(hours=3))


# ---- who sees it


@pytest.mark.parametrize(
    ("fields", "is_shown"),
    [
        ({}, True),
        ({"joining": "request"}, False),
        ({"joining": "invitation"}, False),
        ({"is_listed": False}, False),
        ({"state": "archived"}, False),
    ],
)
@pytest.mark.parametrize("who", ["nobody", "eve", "nia", "sam"])
def test_strangers_see_meetings_of_open_listed_groups_alone(
    fields: dict[str, object], is_shown: bool, who: str, meeting: Meeting, request: pytest.FixtureRequest
) -> None:
    Group.objects.filter(pk=meeting.group.pk).update(**fields)
    if who == "sam":
        User.objects.filter(pk=request.getfixturevalue("sam").pk).update(is_staff=False)
    client = Client() if who == "nobody" else signed_in(request.getfixturevalue(who))
    expected = HTTPStatus.OK if is_shown else HTTPStatus.NOT_FOUND

    if who != "sam":
        assert client.get(url("meeting", meeting)).status_code == expected
        assert (meeting.public_id in page(client, "/meetings/")) is is_shown
        if not is_shown:
            assert client.post(url("rsvp", meeting)).status_code == HTTPStatus.NOT_FOUND
    assert (
        meeting in Meeting.objects.visible_to(None if who == "nobody" else request.getfixturevalue(who))
    ) is is_shown


def test_strangers_do_not_see_a_meeting_for_settled_members(group: Group, bob: User, eve: User) -> None:
    meeting = make_meeting(group, series=make_series(group, is_open_to_newcomers=False))

    page(signed_in(eve), url("meeting", meeting), 404)
    page(Client(), url("meeting", meeting), 404)
    assert "Members only." in page(signed_in(bob), url("meeting", meeting))


@pytest.mark.parametrize(
    "changes",
    [
        {"ended_at": timezone.now(), "end_kind": "removed"},
        {"suspended_until": timezone.now() + timedelta(days=1)},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_removed_and_suspended_members_get_what_does_not_exist(
    changes: dict[str, object], method: str, bob: User, meeting: Meeting
) -> None:
    Membership.objects.filter(user=bob).update(**changes)
    client = signed_in(bob)
    nowhere = "/meetings/aaaaaaaaaaaa/"
    nothing = client.get(nowhere)

    addresses = [url("meeting", meeting), url("rsvp", meeting), url("meeting_change", meeting)]
    addresses.append(reverse("meetings:group_meetings", args=[meeting.group.public_id]))
    for address in addresses:
        answer = getattr(client, method)(address)
        assert answer.status_code in {404, 405}
        if answer.status_code == HTTPStatus.NOT_FOUND and method == "get":
            assert without_nonce(answer.content, address) == without_nonce(nothing.content, nowhere)
    assert meeting.public_id not in page(client, "/meetings/")


def without_nonce(content: bytes, address: str) -> str:
    return re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", content.decode()).replace(address, "")


def test_a_member_who_left_is_a_stranger(bob: User, meeting: Meeting) -> None:
    Membership.objects.filter(user=bob).update(ended_at=timezone.now(), end_kind="left")

    assert "Join" in page(signed_in(bob), url("meeting", meeting))
    Group.objects.update(joining="request")
    page(signed_in(bob), url("meeting", meeting), 404)


def test_aliases_of_hosts_are_for_members_alone(alice: User, bob: User, eve: User, meeting: Meeting) -> None:
    make_rsvp(meeting, membership_of(bob, meeting.group))

    assert "Host: Heron" in page(signed_in(bob), url("meeting", meeting))
    for client in (Client(), signed_in(eve)):
        for address in (url("meeting", meeting), "/meetings/"):
            seen = page(client, address)
            assert "1 host" in seen
            assert "Heron" not in seen
            assert "Bramble" not in seen


def test_hosts_alone_see_who_is_coming(alice: User, mo: User, bob: User, carol: User, meeting: Meeting) -> None:
    make_rsvp(meeting, membership_of(bob, meeting.group))

    assert "Bramble" not in page(signed_in(carol), url("meeting", meeting))
    assert "Bramble" not in page(signed_in(mo), url("meeting", meeting))
    assert "Bramble" in page(signed_in(alice), url("meeting", meeting))


def test_pages_hold_no_row_numbers_and_no_addresses_and_a_neutral_title(
    alice: User, bob: User, meeting: Meeting
) -> None:
    for user in (alice, bob):
        for address in ("/meetings/", url("meeting", meeting)):
            seen = page(signed_in(user), address)
            assert "@example.org" not in seen
            assert re.search(r"<title>\s*(Meetings?)\s*</title>", seen)


# ---- the public way in


def test_a_visitors_way_in_ends_at_the_door(meeting: Meeting) -> None:
    seen = page(Client(), url("meeting", meeting))

    joining = f"/groups/{meeting.group.public_id}/joining/%3Fnext%3D%252Fmeetings%252F{meeting.public_id}%252Froom%252F"
    assert f"/accounts/signup/?next={joining}" in seen.replace("%2F", "/").replace("%252F", "%252F") or (
        "/accounts/signup/?next=%2Fgroups%2F" in seen and f"%252Fmeetings%252F{meeting.public_id}%252Froom%252F" in seen
    )


def test_a_signed_in_stranger_joins_first(nia: User, meeting: Meeting) -> None:
    seen = page(signed_in(nia), url("meeting", meeting))

    assert f"/groups/{meeting.group.public_id}/joining/?next=%2Fmeetings%2F{meeting.public_id}%2Froom%2F" in seen
    assert url("rsvp", meeting) not in seen


def test_a_visitors_answer_leads_to_signing_up(meeting: Meeting) -> None:
    answer = Client().post(url("rsvp", meeting))

    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"].startswith("/accounts/signup/?next=")
    assert not Rsvp.objects.exists()


# ---- a tap


def test_one_tap_without_javascript_leads_back(bob: User, meeting: Meeting) -> None:
    client = signed_in(bob)

    answer = client.post(url("rsvp", meeting), {"answer": "yes", "next": "/meetings/?show=mine"})

    assert answer["Location"] == "/meetings/?show=mine"
    assert Rsvp.objects.get().answer == "yes"
    assert 'aria-pressed="true"' in page(client, "/meetings/")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"])
def test_a_tap_never_leads_off_the_site(elsewhere: str, bob: User, meeting: Meeting) -> None:
    answer = signed_in(bob).post(url("rsvp", meeting), {"answer": "yes", "next": elsewhere})

    assert answer["Location"] == url("meeting", meeting)


def test_a_tap_by_htmx_draws_the_button_anew_and_a_second_takes_it_back(bob: User, meeting: Meeting) -> None:
    client = signed_in(bob)
    headers = {"HX-Request": "true"}

    first = client.post(url("rsvp", meeting), {"answer": "yes"}, headers=headers).content.decode()
    assert "Coming" in first
    assert 'value="undo"' in first
    assert "<html" not in first
    second = client.post(url("rsvp", meeting), {"answer": "undo"}, headers=headers).content.decode()
    assert "I will come" in second
    assert not Rsvp.objects.exists()


def test_a_tap_answers_programs_in_json(bob: User, meeting: Meeting) -> None:
    client = signed_in(bob)
    as_json = {"Accept": "application/json"}

    assert client.post(url("rsvp", meeting), {"answer": "maybe"}, headers=as_json).json() == {"answer": "maybe"}
    wrong = client.post(url("rsvp", meeting), {"answer": "\0"}, headers=as_json)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown_answer")
    Meeting.objects.update(state="cancelled")
    late = client.post(url("rsvp", meeting), {"answer": "yes"}, headers=as_json)
    assert (late.status_code, late.json()["code"]) == (409, "meeting_cancelled")


def test_a_tap_needs_the_forms_token(bob: User, meeting: Meeting) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)

    assert client.post(url("rsvp", meeting), {"answer": "yes"}).status_code == HTTPStatus.FORBIDDEN


# ---- time


def test_each_reader_sees_their_own_time_and_that_of_the_meeting(bob: User, group: Group) -> None:
    User.objects.filter(pk=bob.pk).update(time_zone="Europe/Madrid")
    tomorrow = (
        (timezone.now() + timedelta(days=2)).astimezone(LONDON).replace(hour=20, minute=0, second=0, microsecond=0)
    )
    meeting = make_meeting(group, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))

    seen = page(signed_in(bob), url("meeting", meeting))
    assert "21:00" in seen
    assert "20:00 in London" in seen
    visitor = Client()
    visitor.cookies["tz"] = "Asia/Kolkata"
    assert "Kolkata time" in page(visitor, url("meeting", meeting))


def test_the_door_shows_from_a_quarter_of_an_hour_before(bob: User, group: Group) -> None:
    early = make_meeting(group, starts_in=timedelta(minutes=16))
    client = signed_in(bob)
    for address in ("/", "/meetings/", f"/groups/{group.public_id}/meetings/"):
        assert re.search(rf'<door-opens [^>]*data-of="{early.public_id}" data-in="\d+"', page(client, address)), address
    now = make_meeting(group, starts_in=timedelta(minutes=14))

    for place in ("meeting", "room"):
        unseen = page(client, url(place, early))
        assert "Go to the door" not in unseen
        # The page looks again by itself at that moment; without JavaScript it says to.
        waits = re.search(r'<door-opens [^>]*data-in="(\d+)"', unseen)
        assert waits
        assert 0 < int(waits[1]) <= 60
        assert "Load this page again then" in unseen
        opened = page(client, url(place, now))
        assert "Go to the door" in opened
        assert "data-in" not in opened
    assert "data-in" not in page(Client(), url("meeting", early))
    seen = page(client, url("meeting", now))
    assert "In 14 minutes" in seen
    assert page(client, "/meetings/").count("button--next") == 1


def test_an_outside_room_is_named_to_members_who_agreed_when_it_opens(bob: User, group: Group) -> None:
    series = make_series(group, outside_url="https://rooms.example/canary")
    early = make_meeting(group, series=series, starts_in=timedelta(minutes=30))
    now = make_meeting(group, series=series, starts_in=timedelta(minutes=10), occurs_on=datetime(2026, 1, 1).date())  # noqa: DTZ001

    client = signed_in(bob)
    for meeting in (early, now):
        assert "canary" not in page(client, url("meeting", meeting))
        assert "canary" not in page(client, url("room", meeting))
        assert "canary" not in page(Client(), url("meeting", meeting))
        client.post(url("room", meeting), {"agreement": "1"})
    assert "canary" not in client.get(url("room", early)).content.decode()
    assert "canary" in page(client, url("room", now))


# ---- the calendar


@pytest.mark.parametrize("view", ["list", "week", "month", "century"])
def test_the_calendar_takes_any_address(view: str, meeting: Meeting, bob: User) -> None:
    days = ["", "2026-13-45", "x" * 10_000, "9999-12-31", "0001-01-01", "2026-11-22\0"]
    shown = ["", "mine", "voices", "' OR 1=1", "\0"]
    for client in (Client(), signed_in(bob)):
        for wanted, show in zip_longest(days, shown, fillvalue="mine"):
            asked = {"from": wanted, "view": view, "newcomers": show, "soon": "0"}
            asked |= dict.fromkeys(("show", "topic", "language", "format"), show)
            assert client.get("/meetings/", asked).status_code == HTTPStatus.OK, asked


def test_chips_choose(bob: User, group: Group) -> None:
    own = make_meeting(group, series=make_series(group, format="chat"))
    foreign = make_meeting(make_group("Another"), series=make_series(make_group("Third"), format="voice"))
    client = signed_in(bob)

    assert {own.public_id, foreign.public_id} <= set(re.findall(r"/meetings/(\w{12})/", page(client, "/meetings/")))
    mine = page(client, "/meetings/?show=mine")
    assert own.public_id in mine
    assert foreign.public_id not in mine
    voices = page(client, "/meetings/?format=voice")
    assert own.public_id not in voices
    assert foreign.public_id in voices


def test_weeks_can_be_paged_to_the_end_of_what_is_planned(group: Group, bob: User) -> None:
    make_meeting(group)
    later = make_meeting(group, starts_in=timedelta(days=9))
    client = signed_in(bob)

    first = page(client, "/meetings/")
    assert later.public_id not in first
    following = re.search(r'href="(\?from=[^"]+)" aria-label="The week after"', first)
    assert following
    assert later.public_id in page(client, "/meetings/" + following[1])
    assert "The week before" not in first


def test_cancelled_and_past_meetings_are_not_on_the_calendar(group: Group, bob: User) -> None:
    gone = make_meeting(group, state="cancelled")
    past = make_meeting(group, starts_in=timedelta(days=-1))
    seen = page(signed_in(bob), "/meetings/")

    assert gone.public_id not in seen
    assert past.public_id not in seen
    assert "was cancelled" in page(signed_in(bob), url("meeting", gone))
    assert "is over" in page(signed_in(bob), url("meeting", past))


def test_the_calendar_costs_the_same_for_two_meetings_and_for_twenty(
    bob: User, group: Group, django_assert_max_num_queries: object
) -> None:
    client = signed_in(bob)
    make_meeting(group)
    client.get("/meetings/")
    for number in range(20):
        other = make_group(f"Group {number}")
        make_membership(make_user(f"host{number}"), other, "Host", Role.FACILITATOR)
        make_meeting(other, series=make_series(other, capacity=5))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page(client, "/meetings/")


# ---- planning

FORM = {
    "title": "Slow Sunday",
    "description": "A round.",
    "kind": "discussion",
    "format": "voice",
    "repeats": "weekly",
    "local_time": "19:00",
    "time_zone": "America/New_York",
    "minutes": "60",
    "is_open_to_newcomers": "on",
}


def filled_in(**changes: str) -> dict[str, str]:
    return FORM | {"starts_on": str(timezone.now().date() + timedelta(days=3))} | changes


def planning_url(group: Group) -> str:
    return reverse("meetings:group_meetings", args=[group.public_id])


def test_a_facilitator_plans_a_weekly_meeting(alice: User, group: Group) -> None:
    client = signed_in(alice)

    assert client.post(planning_url(group), filled_in()).status_code == HTTPStatus.FOUND

    series = MeetingSeries.objects.get()
    assert series.title == "Slow Sunday"
    assert series.meetings.count() >= 5
    seen = page(client, planning_url(group))
    assert "19:00 in New York" in seen
    assert series.meetings.earliest("starts_at").public_id in seen


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "Nul\0title"}, "title"),
        ({"title": "x" * 10_000}, "title"),
        ({"title": "  "}, "title"),
        ({"description": "y" * 10_000}, "description"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": "Europe/London\0"}, "time_zone"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "-5"}, "minutes"),
        ({"minutes": "9" * 30}, "minutes"),
        ({"capacity": "1"}, "capacity"),
        ({"capacity": "99999"}, "capacity"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"starts_on": "2020-01-01"}, "starts_on"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"local_time": "25:00"}, "local_time"),
        ({"kind": "party"}, "kind"),
        ({"repeats": "yearly"}, "repeats"),
        ({"outside_url": "javascript:alert(1)"}, "outside_url"),
        ({"hosts": "aaaaaaaaaaaa"}, "hosts"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_typed_is_lost(
    changes: dict[str, str], field: str, alice: User, group: Group
) -> None:
    response = signed_in(alice).post(
        planning_url(group), filled_in(**changes, **({} if field == "description" else {"description": "Kept words"}))
    )

    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {field}
    seen = response.content.decode()
    assert "field__error" in seen
    assert ("y" * 10_000 if field == "description" else "Kept words") in seen
    assert not MeetingSeries.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("mo", 403), ("eve", 404), ("nia", 404)])
def test_others_can_neither_plan_nor_change_nor_cancel(
    who: str, status: int, group: Group, meeting: Meeting, request: pytest.FixtureRequest
) -> None:
    Group.objects.update(joining="request")
    client = signed_in(request.getfixturevalue(who))
    series = meeting.series

    for address in (
        planning_url(group),
        reverse("meetings:series_change", args=[group.public_id, series.public_id]),
        reverse("meetings:series_end", args=[group.public_id, series.public_id]),
        url("meeting_change", meeting),
        url("meeting_cancel", meeting),
    ):
        assert client.post(address, filled_in()).status_code == (404 if status == 404 else 403)
    assert MeetingSeries.objects.count() == 1
    assert Meeting.objects.get().state == "planned"


def test_a_series_of_another_group_is_not_there(alice: User, group: Group) -> None:
    foreign = make_series(make_group("Another"))

    page(signed_in(alice), reverse("meetings:series_change", args=[group.public_id, foreign.public_id]), 404)


def test_a_series_is_changed_and_ended(alice: User, group: Group) -> None:
    client = signed_in(alice)
    client.post(planning_url(group), filled_in())
    series = MeetingSeries.objects.get()
    address = reverse("meetings:series_change", args=[group.public_id, series.public_id])

    assert "Slow Sunday" in page(client, address)
    assert client.post(address, filled_in(local_time="20:30")).status_code == HTTPStatus.FOUND
    first = series.meetings.earliest("starts_at")
    assert first.starts_at.astimezone(ZoneInfo("America/New_York")).strftime("%H:%M") == "20:30"
    client.post(reverse("meetings:series_end", args=[group.public_id, series.public_id]))
    assert not Meeting.objects.filter(state="planned").exists()


def test_one_meeting_is_moved_and_cancelled(alice: User, group: Group) -> None:
    client = signed_in(alice)
    meeting = make_meeting(group, starts_in=timedelta(days=3))
    day = str(timezone.now().date() + timedelta(days=4))

    assert client.post(url("meeting_change", meeting), {"day": "2020-01-01", "local_time": "19:00"}).status_code == 422
    assert (
        client.post(url("meeting_change", meeting), {"day": day, "local_time": "07:15", "minutes": "60"}).status_code
        == 302
    )
    meeting.refresh_from_db()
    assert meeting.starts_at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") == f"{day} 07:15"
    client.post(url("meeting_cancel", meeting))
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
