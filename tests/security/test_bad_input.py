"""Bad input at every address: an answer in words, never a failure of ours."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.services.rooms import chat_room
from tests.security.addresses import House, address_of, build_house, just_signed_in, routes
from tests.security.test_authz_matrix import listed

pytestmark = pytest.mark.django_db


def fields_of_forms(kind: type[BaseForm] = BaseForm) -> Iterator[str]:
    """Yield what the site's own forms ask for."""
    for form in kind.__subclasses__():
        if form.__module__.startswith("apps."):
            yield from getattr(form, "base_fields", {})
        yield from fields_of_forms(form)


@cache
def fields() -> list[str]:
    """Return every name that somebody may fill in."""
    # The addresses know the views, and these their forms.
    assert routes()
    return sorted({*fields_of_forms(), *READ_BY_VIEWS})


# What views read by themselves, or know under a name that they make up.
READ_BY_VIEWS = (
    *("login", "password", "password1", "code", "credential", "next", "stop", "answer", "clock", "wish", "mood", "old"),
    *("client_id", "body", "reply_to", "content_note", "before", "after", "from", "agreement", "description", "number"),
    *("starts_on", "starts_at", "lifetime", "uses", "joining", "old_code", "new_code", "country", "group", "member"),
)
# All fields of this length together are still less than a form may hold: they reach the pages.
NUL, LONG, ODD = "a\x00b", "x" * 13_000, "../../etc/passwd%s{{}}<script>'\"\u202e\ufeff"
HOSTILE = (NUL, LONG, ODD, "-1", "99999999999999999999", "2026-02-31T25:61", "")
# Of the addresses, so that they are asked at the same time.
PARTS = 3
# Leaving and signing out end what is tested here.
ENDING = {"home:leave", "account_logout"}


@pytest.fixture
def house() -> House:
    return build_house("owner")


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

    def status_for(self, address: str, form: str) -> int:
        """Return what becomes of a form that is sent as it is written here."""
        return int(self._ask(lambda: self._send(address, form)).status_code)

    def _answer(self, method: Callable[..., Any], address: str, value: str) -> Any:
        if method is Client.post:
            return self._ask(lambda: self._send(address, urlencode(dict.fromkeys(fields(), value))))
        return self._ask(lambda: self._client.get(address, dict.fromkeys(fields(), value[:500])))

    def _send(self, address: str, form: str) -> Any:
        return self._client.post(address, form, content_type="application/x-www-form-urlencoded")

    def _ask(self, send: Callable[[], Any]) -> Any:
        # Whatever one address does, the next one is asked by somebody who is signed in.
        self._client.cookies = SimpleCookie(self._cookies)
        with transaction.atomic():
            answer = send()
            transaction.set_rollback(True)
        return answer


def reads_input(request: HttpRequest) -> bool:
    """Tell whether anything looked at what came with the request: its query, its form or its body."""
    return bool({"GET", "_post", "_body"} & vars(request).keys())


def senders(house: House) -> dict[str, Sender]:
    """Return for every address the browser of whoever something opens to there: the group's owner, else the author."""
    assert house.person
    owner, author = (Sender(new_browser(person)) for person in (house.person, house.author))
    said = listed()
    shut = {str(HTTPStatus.NOT_FOUND), str(HTTPStatus.METHOD_NOT_ALLOWED), str(HTTPStatus.FORBIDDEN)}
    return {
        route: author if {said[route, method]["owner"] for method in ("GET", "POST")} <= shut else owner
        for route in routes()
        if route not in ENDING
    }


def new_browser(person: User | None = None) -> Client:
    client = just_signed_in(person) if person else Client()
    client.raise_request_exception = False
    client.get("/help/")
    return client


def test_every_address_answers_a_visitors_bad_input_in_words(house: House) -> None:
    visitor, ids = Sender(new_browser()), house.ids
    asked = [address_of(route, ids) for route in senders(house)]
    assert [failure for address in asked for failure in visitor.failures(address, HOSTILE[:1])] == []


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_answers_bad_input_in_words(house: House, part: int) -> None:
    asked = list(senders(house).items())[part::PARTS]
    assert [
        failure for route, sender in asked for failure in sender.failures(address_of(route, house.ids), HOSTILE)
    ] == []


def test_everything_together_still_reaches_the_pages() -> None:
    assert len(fields()) > 100
    assert len(fields()) * (len(LONG) + 150) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE


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


def test_bytes_that_are_no_text_are_refused_in_words(house: House) -> None:
    # A lone surrogate and a cut-off letter, as a form sends them.
    form = "&".join(f"{field}=a%ED%A0%80b%C3" for field in fields())
    answers = {route: sender.status_for(address_of(route, house.ids), form) for route, sender in senders(house).items()}
    assert [route for route, status in answers.items() if status >= HTTPStatus.INTERNAL_SERVER_ERROR] == []
