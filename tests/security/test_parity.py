"""What one may not see answers, under every address and method, exactly as what does not exist."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from itertools import product

import pytest
from django.test import Client
from django.utils import timezone

from apps.groups.models import EndKind, Group, Joining
from apps.groups.permissions import Role
from apps.groups.services.memberships import end_membership
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership
from tests.meetings.factories import make_meeting
from tests.security.addresses import (
    NOWHERE,
    House,
    address_of,
    address_of_nothing,
    build_house,
    just_signed_in,
    patterns,
)

pytestmark = pytest.mark.django_db

METHODS_OF_FORMS = ("get", "post")
METHODS = (*METHODS_OF_FORMS, "head", "options", "put")
# Whose row the group has: what only few views tell apart is asked as one of the strangers alone.
KNOWN_BEST = "removed"
ANONYMOUS = "anonymous"
# What a listed, open group shows to everybody.
SHOWN = {
    *("groups:group", "groups:joining", "groups:request_withdraw"),
    *("meetings:meeting", "meetings:rsvp", "meetings:next_of_series", "meetings:meeting_ics"),
}
# Not even these to whom it does not want back.
DOORS = {"groups:group", "groups:joining", "groups:request_withdraw"}
UNWANTED = {"removed", "suspended"}
# What the site says it says to all.
SAID_TO_ALL = {"moderation:announcement_put_away"}
OF_GROUP = "/groups/<public_id:group_id>/"
OF_THE_MOMENT = {"X-Request-ID", "Expires"}
# Random in every answer, or the address that was asked for.
RANDOM = re.compile(r"nonce-[\w-]+|nonce=\"[^\"]+\"|value=\"\w{64}\"")


def named() -> dict[str, str]:
    """Return every address that names something by its public id, and how it is written."""
    return {route: pattern for route, pattern in patterns().items() if "<public_id:" in pattern}


type Comparable = tuple[int, str, list[str]]


def answered(client: Client, method: str, accept: str, house: House, address: str) -> Comparable:
    """Return what is said there, without what is random and without ids."""
    answer = getattr(client, method)(address, headers={"Accept": accept})
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_MOMENT}
    said = RANDOM.sub("", repr((answer.status_code, sorted(headers.items()), answer.content.decode())))
    for one in (*house.ids.values(), NOWHERE):
        said = said.replace(one, "an id")
    return answer.status_code, said, sorted(answer.cookies)


@pytest.fixture
def house() -> House:
    """A group nobody of the strangers may see, with everything that an address of it can hold."""
    made = build_house("visitor")
    meeting = make_meeting(made.group, starts_in=timedelta(minutes=5))
    ids = made.ids | {"meeting_id": meeting.public_id, "weekly_id": meeting.series.public_id}
    # Whoever has it needs nothing else: a stranger guesses.
    return House(made.group, None, ids | {"signature": NOWHERE})


def strangers(group: Group) -> Iterator[tuple[str, Client]]:
    removed, left, suspended, outsider = (make_user(name) for name in ("rem", "lef", "sus", "out"))
    end_membership(make_membership(removed, group, "Removed one"), EndKind.REMOVED)
    end_membership(make_membership(left, group, "Left one"), EndKind.LEFT)
    make_membership(suspended, group, "Suspended one", suspended_until=timezone.now() + timedelta(days=1))
    make_membership(outsider, make_group("Another"), "Elsewhere", Role.OWNER, Role.MODERATOR)
    for name, user in ((KNOWN_BEST, removed), ("outsider", outsider), ("left", left), ("suspended", suspended)):
        client = just_signed_in(user)
        client.get("/help/")  # The first answer of a session says when it was used, whatever it is.
        yield name, client
    yield ANONYMOUS, Client()


@pytest.mark.parametrize("is_listed", [False, True], ids=["hidden", "listed"])
def test_what_strangers_may_not_see_answers_exactly_as_none(house: House, is_listed: bool) -> None:
    if is_listed:
        Group.objects.filter(pk=house.group.pk).update(is_listed=True, joining=Joining.OPEN)
    routes = named()
    assert len(routes) > 150
    # What an address does not know it refuses before it looks at anything: of that one stranger's answer tells enough.
    refused: set[tuple[str, str]] = set()
    # Whoever has an account gets the same where there is nothing: the first of them is asked.
    nothing: dict[tuple[str, str, str, bool], Comparable] = {}
    for who, client in strangers(house.group):
        is_asked_all = who == KNOWN_BEST and not is_listed
        methods = METHODS if is_asked_all else METHODS_OF_FORMS
        for route, method in sorted(set(product(routes, methods)) - refused):
            if may_see(who, route, is_listed=is_listed):
                continue
            # Whoever asks and how, one place makes the page of what was refused: it is drawn where people would see it.
            accept = "text/html" if is_asked_all and method in METHODS_OF_FORMS else "application/json"
            ask = partial(answered, client, method, accept, house)
            real, key = ask(address_of(route, house.ids)), (route, method, accept, who == ANONYMOUS)
            none = nothing[key] = nothing.get(key) or ask(address_of_nothing(route))
            assert real == none, (who, method, route)
            if real[0] == HTTPStatus.METHOD_NOT_ALLOWED:
                refused.add((route, method))
            elif not is_listed and routes[route].startswith(OF_GROUP):
                assert real[0] == HTTPStatus.NOT_FOUND, (who, method, route)


def may_see(who: str, route: str, *, is_listed: bool) -> bool:
    """Tell whether this is shown to them, or is theirs to do: a suspended member may still leave."""
    if route in SAID_TO_ALL or (who == "suspended" and route == "groups:leaving"):
        return True
    return is_listed and route in SHOWN and not (who in UNWANTED and route in DOORS)
