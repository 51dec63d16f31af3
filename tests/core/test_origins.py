"""Our pages send no referrer, so browsers call the origin of our forms `null`."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def post_sign_in(**headers: str) -> int:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/accounts/login/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    answer = client.post("/accounts/login/", {"csrfmiddlewaretoken": token[1]}, headers=headers)
    return int(answer.status_code)


def test_our_own_form_is_taken() -> None:
    assert post_sign_in(Origin="null", **{"Sec-Fetch-Site": "same-origin"}) == 200


def test_a_browser_without_fetch_metadata_is_taken_by_its_token() -> None:
    assert post_sign_in(Origin="null") == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_from_elsewhere_is_refused(site: str) -> None:
    assert post_sign_in(Origin="null", **{"Sec-Fetch-Site": site}) == 403


def test_a_named_foreign_origin_is_refused() -> None:
    assert post_sign_in(Origin="https://elsewhere.example") == 403


def test_no_token_is_refused_all_the_same() -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/accounts/login/", {}, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 403
