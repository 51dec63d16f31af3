"""What somebody typed is given back by whatever page says that it went no further, and only to who typed it."""

import pytest
from django.test import Client

from apps.accounts.models import User

pytestmark = pytest.mark.django_db

WORDS = "It was a long day, and I said it to nobody."
SECRET = "four quiet words in a row"


@pytest.fixture
def strict(bob: User) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(bob)
    return client


def test_a_form_that_was_open_too_long_gives_back_what_was_typed(strict: Client) -> None:
    answer = strict.post("/me/", {"body": WORDS, "password": SECRET})
    page = answer.content.decode()
    assert (answer.status_code, WORDS in page, SECRET in page) == (403, True, False)


def test_a_form_that_another_site_wrote_is_not_shown(strict: Client) -> None:
    for address, status in (("/me/", 403), ("/nowhere/", 404)):
        answer = strict.post(address, {"body": WORDS}, headers={"Sec-Fetch-Site": "cross-site"})
        assert (answer.status_code, WORDS in answer.content.decode()) == (status, False)


@pytest.mark.parametrize("address", ["/journey/pacts/zzzzzzzzzzzz/", "/rooms/zzzzzzzzzzzz/messages/", "/nowhere/"])
def test_what_is_gone_meanwhile_gives_back_what_was_typed(bob: User, address: str) -> None:
    client = Client()
    client.force_login(bob)
    answer = client.post(address, {"body": WORDS, "password": SECRET})
    page = answer.content.decode()
    assert (answer.status_code, WORDS in page, SECRET in page) == (404, True, False)
    assert "What you typed" not in client.get(address).content.decode()


def test_a_form_that_cannot_be_read_is_refused_in_words_all_the_same(bob: User) -> None:
    client = Client(raise_request_exception=False)
    for kind, body in (("multipart/form-data; boundary=", "x"), ("application/x-www-form-urlencoded", "x" * 3_000_000)):
        assert client.post("/nowhere/", body, content_type=kind).status_code == 404


def test_a_session_that_ended_meanwhile_gives_back_what_was_typed(bob: User) -> None:
    client, address = Client(), "/journey/pacts/zzzzzzzzzzzz/"
    client.force_login(bob)
    client.logout()
    answer = client.post(address, {"body": WORDS, "password": SECRET})
    page = answer.content.decode()
    assert (answer.status_code, WORDS in page, SECRET in page) == (403, True, False)
    assert 'href="/accounts/login/?next=/"' in page
    assert "long day" not in repr([answer.headers, answer.cookies, dict(client.session)])
    assert "no-store" in answer["Cache-Control"]
    # Nothing typed, nothing to give back: the way to sign in, as ever.
    assert client.post(address, {"day": "yes"})["Location"] == f"/accounts/login/?next={address}"
    assert client.post(address, {"body": WORDS}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 302
