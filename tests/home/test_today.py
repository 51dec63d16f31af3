"""The start page: a landing for strangers, one next step for a signed-in person."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.groups.models import Group, Joining
from apps.home.today import greeting
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from apps.moderation.models import Action
from apps.moderation.services import actions
from apps.moderation.services.reversal import take_back
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting
from tests.moderation.factories import access_of, tomorrow, why

pytestmark = pytest.mark.django_db


def page_of(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/").content.decode()


def test_landing_shows_open_meetings_topics_and_two_ways_on(client: Client, group: Group) -> None:
    make_meeting(group)
    page = client.get("/").content.decode()
    assert "One evening at a time" in page
    assert "Drinking" in page
    assert "/groups/" in page
    assert "/accounts/signup/" in page


def test_landing_names_no_meeting_of_a_group_that_asks_first(client: Client, group: Group) -> None:
    make_meeting(group)
    group.joining = Joining.REQUEST
    group.save()
    assert "One evening at a time" not in client.get("/").content.decode()


def test_landing_shows_times_by_the_visitors_clock(client: Client, group: Group) -> None:
    client.cookies["tz"] = "Asia/Tokyo"
    assert "Tokyo" in client.get("/").content.decode()
    client.cookies["tz"] = "../../etc/passwd"
    assert client.get("/").status_code == 200


def test_somebody_without_a_group_is_shown_one_first_step(client: Client, nia: User) -> None:
    page = page_of(client, nia)
    assert "A first small step" in page
    assert "Waiting for you" not in page


def test_next_meeting_of_own_groups_is_the_next_step(client: Client, group: Group, bob: User, eve: User) -> None:
    make_meeting(group, starts_in=timedelta(minutes=10))
    assert "Go to the door" in page_of(client, bob)
    assert "One evening at a time" not in page_of(Client(), eve)


def test_unread_words_wait_and_are_gone_once_read(client: Client, group: Group, bob: User, carol: User) -> None:
    room = chat_room(group)
    post_message(Draft(carol.pk, room.public_id, "c-1", "Hello"))
    assert "Unread in The first year" in page_of(client, bob)
    client.post(f"/rooms/{room.public_id}/reading/", {"number": 1})
    assert "Unread in The first year" not in page_of(client, bob)


@pytest.mark.parametrize("act", ["suspend", "remove", "ban"])
def test_whoever_is_shut_out_is_led_to_what_was_decided(
    act: str, client: Client, group: Group, alice: User, bob: User, carol: User
) -> None:
    ways: dict[str, Callable[..., object]] = {
        "suspend": partial(actions.suspend_member, until=tomorrow()),
        "remove": actions.remove_member,
        "ban": partial(actions.ban_member, until=None),
    }
    ways[act](access_of(alice, group), membership_of(bob, group), why=why())

    page = page_of(client, bob)
    assert reverse("moderation:decisions") in page
    # The letter itself waits as well, though no group is left.
    assert "Something for you" in page
    assert reverse("moderation:decisions") not in page_of(Client(), carol)
    take_back(access_of(alice, group), Action.objects.get().public_id, why=why())
    assert reverse("moderation:decisions") not in page_of(client, bob)


def test_today_names_no_account(client: Client, group: Group, bob: User) -> None:
    page = page_of(client, bob)
    assert bob.email not in page
    assert membership_of(bob, group).group.name in page


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (3, "You are up late."),
        (5, "Good morning."),
        (12, "Good afternoon."),
        (18, "Good evening."),
        (23, "Good evening."),
    ],
)
def test_greeting_fits_the_hour(hour: int, words: str) -> None:
    assert greeting(hour) == words


def test_help_page_names_the_next_meeting_somebody_may_come_to(client: Client, group: Group) -> None:
    make_meeting(group, starts_in=timedelta(minutes=10))
    page = client.get("/help/").content.decode()
    assert "The next meeting: In 10 minutes." in page
    group.joining = Joining.REQUEST
    group.save()
    assert "The next meeting" not in client.get("/help/").content.decode()
