"""Bad input at every address: an answer in words, never a failure of ours."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from apps.accounts.models import User
from apps.groups.models import Group, JoinRequest
from apps.groups.services.access import read_access
from apps.groups.services.invitations import make_invitation
from apps.meetings.models import Meeting
from apps.messaging.models import Message
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from tests.groups.factories import membership_of
from tests.meetings.factories import make_meeting

pytestmark = pytest.mark.django_db

# All fields of this length together are still less than a form may hold: they reach the pages.
NUL, LONG, ODD = "a\x00b", "x" * 40_000, "%s{{}}<script>'\"\u202e\ufeff"
FIELDS = (
    *("name", "alias", "body", "words", "email", "login", "password", "password1", "code", "q", "topic", "language"),
    *("time_zone", "clock", "country", "answer", "agreement", "kind", "rule", "length", "number", "text", "title"),
    *("local_time", "duration", "starts_on", "starts_at", "weekday", "roles", "questions", "retention_days", "next"),
    *("credential", "old_code", "new_code", "stop"),
    *("client_id", "reply_to", "content_note", "before", "after", "from", "lifetime", "uses", "capacity", "joining"),
)
HOSTILE = (NUL, LONG, ODD, "-1", "99999999999999999999", "2026-02-31T25:61", "../../etc/passwd", "")
# Of the addresses, so that they are asked at the same time.
PARTS = 3


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield every address of the site as it is written in its pattern."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from patterns(entry, route)


@pytest.fixture
def addresses(group: Group, alice: User, bob: User) -> list[str]:
    """Every address, with names of things that exist where a pattern asks for one."""
    meeting: Meeting = make_meeting(group)
    room = chat_room(group)
    post_message(Draft(bob.pk, room.public_id, "c1", "Hello"))
    member = membership_of(bob, group)
    request = JoinRequest.objects.create(
        group=group, user=alice, alias="Asker", alias_folded="asker", agreement_version=1
    )
    invitation, token = make_invitation(read_access(alice, group), lifetime=timedelta(days=1), uses=1)
    names = {
        "group_id": group.public_id,
        "room_id": room.public_id,
        "meeting_id": meeting.public_id,
        "series_id": meeting.series.public_id,
        "member_id": member.public_id,
        "membership_id": member.public_id,
        "message_id": Message.objects.get().public_id,
        "request_id": request.public_id,
        "invitation_id": invitation.public_id,
        "token": token,
    }
    return sorted({_filled(route, names) for route in patterns(get_resolver()) if _is_ours(route)})


def _is_ours(route: str) -> bool:
    # The administration has its own forms and people; leaving and signing out end what is tested here.
    return not route.startswith(("admin/", "accounts/logout", "leave/", "^"))


def _filled(route: str, names: dict[str, str]) -> str:
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "1", route)
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: names.get(place[1], "1"), plain)
    return "/" + filled.replace("^", "").replace("$", "").replace("\\Z", "")


class Sender:
    """Somebody's browser, who sends bad input and leaves everything as it was."""

    def __init__(self, client: Client) -> None:
        self._client, self._cookies = client, dict(client.cookies)

    def failures(self, address: str, values: Sequence[str]) -> Iterator[tuple[str, str, int]]:
        """Yield what failed at the address, by either method; whatever reads nothing is asked with one value alone."""
        for method in (Client.post, Client.get):
            for value in values:
                answer = self._answer(method, address, value)
                if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    yield address, value[:12], answer.status_code
                if not reads_input(answer.wsgi_request):
                    break

    def _answer(self, method: Callable[..., Any], address: str, value: str) -> Any:
        # Whatever one address does, the next one is asked by somebody who is signed in.
        self._client.cookies = SimpleCookie(self._cookies)
        sent = value if method is Client.post else value[:500]
        with transaction.atomic():
            answer = method(self._client, address, dict.fromkeys(FIELDS, sent))
            transaction.set_rollback(True)
        return answer


def reads_input(request: HttpRequest) -> bool:
    """Tell whether anything looked at what came with the request: its query, its form or its body."""
    return bool({"GET", "_post", "_body"} & vars(request).keys())


@pytest.mark.parametrize(
    ("name", "values", "part"),
    [("", HOSTILE[:1], 0), *(("alice", HOSTILE, part) for part in range(PARTS))],
    ids=["visitor", *(f"alice-{part}" for part in range(PARTS))],
)
def test_every_address_answers_bad_input_in_words(
    client: Client, addresses: list[str], request: pytest.FixtureRequest, name: str, values: Sequence[str], part: int
) -> None:
    client.raise_request_exception = False
    if name:
        client.force_login(request.getfixturevalue(name))
    client.get("/help/")
    sender, asked = Sender(client), addresses[part::PARTS] if name else addresses
    assert [failure for address in asked for failure in sender.failures(address, values)] == []


def test_what_comes_with_a_request_counts_as_read_once_it_is_looked_at(client: Client) -> None:
    assert not reads_input(client.get("/help/nowhere/", {"q": NUL}).wsgi_request)
    assert reads_input(client.get("/help/", {"country": NUL}).wsgi_request)
    assert reads_input(client.post("/accounts/login/", {"login": NUL}).wsgi_request)


@pytest.mark.parametrize("body", [" ", "[]", "{", '{"body": 5}', '{"body": ["a"]}', '{"body": "\\u0000"}', "[" * 5000])
def test_json_of_the_wrong_shape_gets_a_code(client: Client, group: Group, bob: User, body: str) -> None:
    client.force_login(bob)
    address = f"/rooms/{chat_room(group).public_id}/messages/"
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code in {400, 422}, answer.content[:300]
    assert set(answer.json()) >= {"code", "detail"}


def test_bytes_that_are_no_text_are_refused_in_words(client: Client, addresses: list[str], bob: User) -> None:
    client.raise_request_exception = False
    client.force_login(bob)
    # A lone surrogate and a cut-off letter, as a form sends them.
    form = "&".join(f"{field}=a%ED%A0%80b%C3" for field in FIELDS)
    answers = {
        address: client.post(address, form, content_type="application/x-www-form-urlencoded").status_code
        for address in addresses
    }
    assert [address for address, status in answers.items() if status >= 500] == []
