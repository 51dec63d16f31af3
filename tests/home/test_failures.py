"""What people read when they were too fast, or when the database is away: a page in words with the right status."""

from typing import Any

import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from apps.core.errors import TooFast
from config import logs, urls
from devkit.children import free_port

handler500 = urls.handler500

pytestmark = pytest.mark.django_db


def too_fast(request: HttpRequest) -> HttpResponse:
    raise TooFast


def away(request: HttpRequest) -> HttpResponse:
    """Ask a database that is not there."""
    nowhere = connections["default"].settings_dict | {"HOST": "127.0.0.1", "PORT": free_port(), "OPTIONS": {}}
    DatabaseWrapper(nowhere).ensure_connection()
    return HttpResponse("It was there.")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("too-fast/", too_fast), path("away/", away), path("broken/", broken), *urls.urlpatterns]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def get(visitor: Client, address: str, **headers: str) -> Any:
    with override_settings(ROOT_URLCONF=__name__):
        return visitor.get(address, headers=headers)


def test_whoever_is_too_fast_reads_so(visitor: Client) -> None:
    answer = get(visitor, "/too-fast/")

    assert answer.status_code == 429
    assert answer.templates[0].name == "429.html"
    assert "Please wait a moment" in answer.content.decode()
    assert get(visitor, "/too-fast/", accept="application/json").json()["code"] == "too_fast"


def test_a_database_that_is_away_is_no_mistake_of_ours(visitor: Client) -> None:
    answer = get(visitor, "/away/")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "We are away for a short while" in answer.content.decode()
    answer = get(visitor, "/away/", accept="application/json")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_a_database_that_is_away_takes_one_line_in_the_log(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(logs._keeps_quiet)
    get(visitor, "/away/")
    [line] = [record for record in caplog.records if record.name == "django.request"]
    assert line.getMessage() == "Service Unavailable: away/ (OperationalError)"
    assert line.exc_info is None


@pytest.mark.parametrize(
    ("why", "host", "length"),
    [("DisallowedHost", "elsewhere.example", 1), ("RequestDataTooBig", "testserver", 3_000_000)],
)
def test_what_is_refused_unread_takes_one_line_in_the_log(
    visitor: Client, caplog: pytest.LogCaptureFixture, why: str, host: str, length: int
) -> None:
    caplog.handler.addFilter(logs._keeps_quiet)
    answer = visitor.post("/accounts/login/", {"login": "x" * length}, headers={"Host": host})
    assert (answer.status_code, "Back to the start" in answer.content.decode()) == (413 if length > 1 else 400, True)
    [line] = [record for record in caplog.records if record.name == f"django.security.{why}"]
    assert line.getMessage() == logs.REFUSED[why]
    assert line.exc_info is None


def test_anything_else_that_breaks_is(visitor: Client) -> None:
    answer = get(visitor, "/broken/")

    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert get(visitor, "/broken/", accept="application/json").json()["code"] == "broken"
