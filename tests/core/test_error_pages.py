"""Pages for what did not work: in words, with a way back and a way out."""

from html import unescape

import pytest
from django.template.loader import get_template, render_to_string
from django.test import Client

from apps.core.errors import DomainError, NotPermitted, TooFast
from apps.core.middleware import problem


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_what_broke_is_told_without_database_or_context(name: str) -> None:
    page = get_template(name).render({})

    assert "<h1>" in page
    assert 'action="/leave/"' in page
    assert 'href="/help/"' in page
    assert "style=" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "413.html", "429.html", "errors/problem.html"],
)
def test_an_error_page_has_a_way_back_help_and_a_way_out(name: str) -> None:
    answer = Client().get("/accounts/login/")
    page = render_to_string(name, {"sentence": "That alias is taken."}, request=answer.wsgi_request)

    assert "<h1>" in page
    assert "Back to the start" in page
    assert "I need help now" in page
    assert "<leave-now" in page
    assert "Error" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("error", [NotPermitted(), TooFast()])
def test_what_was_typed_is_given_back_and_no_secret_with_it(error: DomainError) -> None:
    words = "\nIt was a long day, and <b>nobody</b> was there."
    secrets = {"password1": "four quiet words in a row", "recovery_code": "1234 5678 9012 3456 7890", "title": "Monday"}
    sent = Client().post("/accounts/login/", {"body": words} | secrets).wsgi_request
    page = problem(sent, error).content.decode()

    given = page.partition("<textarea")[2].partition("</textarea>")[0].partition(">")[2]
    assert unescape(given.removeprefix("\n")) == words
    assert "<b>" not in given
    assert not any(secret in page for secret in secrets.values())
    assert "may still be there" not in page


def test_a_fragment_carries_the_sentence_and_its_code() -> None:
    fragment = render_to_string("errors/_problem.html", {"sentence": "That alias is taken.", "code": "alias_taken"})

    assert 'role="alert" data-code="alias_taken"' in fragment
    assert "That alias is taken." in fragment


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "address"), [("get", "/leave/"), ("post", "/help/"), ("put", "/help/")])
def test_an_address_that_takes_no_such_request_says_so_with_a_way_back(method: str, address: str) -> None:
    answer = getattr(Client(), method)(address)
    page = answer.content.decode()
    assert answer.status_code == 405
    assert ("POST" in answer["Allow"]) == (method != "post")
    assert all(words in page for words in ("<h1>", "Back to the start", "I need help now", "<leave-now"))
    told = getattr(Client(), method)(address, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"], told["Allow"]) == (405, "not_allowed", answer["Allow"])
