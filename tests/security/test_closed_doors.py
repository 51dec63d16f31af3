"""What a web server must not do of itself: no tracing, no listings, no files of its own making."""

import re

import httptools
import pytest
from django.test import Client
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/groups/", "/help/", "/accounts/login/", "/healthz", "/meetings/", "/nowhere/"]
)
def test_a_request_is_never_sent_back_as_it_came(client: Client, address: str) -> None:
    answer = client.generic("TRACE", address, headers={"X-Canary": "canary"})
    assert answer.status_code in {404, 405}
    assert b"canary" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/static/", "/static/js/", "/.git/config", "/.env", "/docs/", "/media/", "/static/../manage.py", "/metrics"],
)
def test_folders_and_files_of_the_server_are_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/nowhere/",
        "/healthz",
        "/sw.js",
        "/help/sw.js",
        "/me/notices/sw.js",
        "/feeds/meetings.ics",
        "/static/js/main.js",
    ],
)
def test_every_text_says_in_which_letters_it_is_written(client: Client, address: str) -> None:
    answer = client.get(address)
    answer.close()
    assert re.fullmatch(r'text/[\w-]+; charset="?utf-8"?', answer.headers["Content-Type"]), answer.headers[
        "Content-Type"
    ]


TWO_LENGTHS = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"
TWICE = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 9\r\n\r\nabcdefghi"


@pytest.mark.parametrize("request_of_two_minds", [TWO_LENGTHS, TWICE])
def test_nobody_smuggles_a_second_request_in(request_of_two_minds: bytes) -> None:
    """Both servers refuse what two readers could end at two places."""
    with pytest.raises(httptools.HttpParserError):
        httptools.HttpRequestParser(object()).feed_data(request_of_two_minds)
    with pytest.raises(ParseException):
        next(RequestParser(Config(), iter([request_of_two_minds]), ("192.0.2.1", 1)))
