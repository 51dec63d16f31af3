"""What one may not see answers, under every address and method, exactly as what does not exist."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import EndKind, Group
from apps.groups.services.memberships import end_membership
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.meetings.factories import make_meeting

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "options", "put")
NOWHERE = "1" * 12
# What a listed, open group shows to everybody.
SHOWN = (
    "<public_id:group_id>/",
    "/joining/",
    "/withdrawal/",
    "<public_id:meeting_id>/",
    "/rsvp/",
    "meetings/next/<public_id:series_id>/",
    "<public_id:meeting_id>/calendar.ics",
)
ID = re.compile(r"<public_id:(\w+)>")
# Random in every answer, or the address that was asked for.
RANDOM = re.compile(r"nonce-[\w-]+|nonce=\"[^\"]+\"|value=\"\w{64}\"")


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif ID.search(route):
            yield route


def fill(route: str, ids: dict[str, str]) -> str:
    return ID.sub(lambda found: ids.get(found[1], NOWHERE), route)


def comparable(answer: Any, address: str, ids: dict[str, str]) -> tuple[Any, ...]:
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}
    said = RANDOM.sub("", repr((answer.status_code, sorted(headers.items()), answer.content.decode())))
    for one in (*ids.values(), NOWHERE):
        said = said.replace(one, "an id")
    return answer.status_code, said, sorted(answer.cookies)


@pytest.fixture
def ids(group: Group, alice: User, bob: User) -> dict[str, str]:
    """Every id that an address of the group can hold."""
    room = chat_room(group)
    message = post_message(Draft(bob.pk, room.public_id, "a", "Hello")).message
    meeting = make_meeting(group, starts_in=timedelta(minutes=5))
    member = membership_of(bob, group).public_id
    return {
        "group_id": group.public_id,
        "room_id": room.public_id,
        "message_id": message.public_id,
        "meeting_id": meeting.public_id,
        "series_id": meeting.series.public_id,
        "member_id": member,
        "membership_id": member,
    }


def strangers(group: Group) -> Iterator[tuple[str, Client]]:
    removed, left, suspended = make_user("rem"), make_user("lef"), make_user("sus")
    end_membership(make_membership(removed, group, "Removed one"), EndKind.REMOVED)
    end_membership(make_membership(left, group, "Left one"), EndKind.LEFT)
    make_membership(suspended, group, "Suspended one", suspended_until=timezone.now() + timedelta(days=1))
    for name, user in (("outsider", make_user("out")), ("removed", removed), ("left", left), ("suspended", suspended)):
        client = Client()
        client.force_login(user)
        client.get("/help/")  # The first answer of a session says when it was used, whatever it is.
        yield name, client
    yield "anonymous", Client()


@pytest.mark.parametrize(
    ("is_listed", "accept"), [(False, "text/html"), (True, "application/json")], ids=["hidden", "listed"]
)
def test_what_strangers_may_not_see_answers_exactly_as_none(
    group: Group, ids: dict[str, str], is_listed: bool, accept: str
) -> None:
    Group.objects.filter(pk=group.pk).update(is_listed=is_listed)
    # Where nothing of the group stands in an address, both would be the same one.
    holding = [route for route in addresses(get_resolver()) if fill(route, ids) != fill(route, {})]
    routes = [route for route in holding if not (is_listed and route.endswith(SHOWN))]
    assert len(routes) > 30
    # What an address does not know it refuses before it looks at anything: of that one stranger's answer tells enough.
    known = {(route, method) for route in routes for method in METHODS}
    for who, client in strangers(group):
        for route, method in sorted(known):
            if who == "suspended" and route.endswith("/leaving/"):
                continue  # A suspended member may still leave.
            answers = [
                comparable(getattr(client, method)(where, headers={"Accept": accept}), where, ids)
                for where in (fill(route, ids), fill(route, {}))
            ]
            assert answers[0] == answers[1], (who, method, route)
            if answers[0][0] == HTTPStatus.METHOD_NOT_ALLOWED:
                known.discard((route, method))
