"""What a web server must not do of itself: no tracing, no listings, no files of its own making."""

import re

import pytest
from django.test import Client


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
