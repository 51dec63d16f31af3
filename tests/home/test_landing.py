"""What anybody sees first, and by whose clock."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Group, Topic
from apps.meetings.services.words import spoken_day
from tests.meetings.factories import make_meeting

pytestmark = pytest.mark.django_db


def page(client: Client, address: str = "/", **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def test_a_meeting_says_whom_the_group_is_for(client: Client, group: Group) -> None:
    make_meeting(group)
    assert "For people whose partner or child has died. Voices, 60 minutes." in page(client)


def test_a_meeting_of_another_day_says_which(client: Client, group: Group) -> None:
    meeting = make_meeting(group, starts_in=timedelta(days=3))
    assert f"<span>{spoken_day(meeting.starts_at.date())}</span>" in page(client)


def test_topics_are_told_in_the_readers_language_and_as_somebody_typed_them(client: Client) -> None:
    grief = Topic.objects.get(slug="grief")
    Topic.objects.create(slug="own", name="100% our own", position=0)

    shown = page(client, **{"Accept-Language": "es"})

    assert "100% our own" in shown
    assert grief.name not in shown
    # Nothing at all has been translated to the catalogue's own header.
    assert "Content-Type" not in shown.partition("<body")[2]


@pytest.mark.parametrize("address", ["/", "/groups/", "/meetings/", "/groups/{group}/", "/meetings/{meeting}/"])
def test_a_visitors_browser_is_asked_for_its_zone_wherever_times_are(
    address: str, client: Client, group: Group
) -> None:
    filled = address.format(group=group.public_id, meeting=make_meeting(group).public_id)

    assert '<own-zone data-zone="UTC"' in page(client, filled)
    client.cookies["tz"] = "America/Lima"
    assert '<own-zone data-zone="America/Lima"' in page(client, filled)


@pytest.mark.parametrize("address", ["/groups/", "/meetings/"])
def test_whoever_is_signed_in_has_said_their_zone(address: str, client: Client, bob: User) -> None:
    client.force_login(bob)
    assert "<own-zone" not in page(client, address)


@pytest.mark.parametrize("address", ["/", "/groups/", "/groups/?q=year", "/groups/?q=nothing+of+that", "/meetings/"])
def test_an_archived_group_is_offered_nowhere(address: str, client: Client, group: Group) -> None:
    make_meeting(group)
    Group.objects.update(state=Group.State.ARCHIVED)

    shown = page(client, address)

    assert group.name not in shown
    assert group.purpose not in shown
    assert group.public_id not in shown


def test_a_visitor_chooses_by_whose_clock_they_read(client: Client) -> None:
    client.cookies["tz"] = "Europe/Madrid"
    assert "times in your zone (Madrid)" in page(client)
    assert '<option value="America/Lima">' not in page(client)
    assert '<option value="America/Lima">' in page(client, "/?choose=zone")

    answer = client.get("/?time_zone=America/Lima")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "times in your zone (Lima)" in page(client)
    client.get("/?time_zone=")
    assert "times in your zone (Madrid)" in page(client)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "%00", "x" * 5000])
def test_an_unknown_place_is_said_and_not_kept(client: Client, zone: str) -> None:
    answer = client.get(f"/?time_zone={zone}")

    assert "We do not know this place" in answer.content.decode()
    assert "zone" not in answer.cookies
