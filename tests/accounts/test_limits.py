"""Limits count the real client, in the cache that all processes share."""

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from config import settings as real_settings
from tests.accounts.factories import PASSPHRASE
from tests.accounts.signing_up import post_sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limited(settings: Settings) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = real_settings.ACCOUNT_RATE_LIMITS
    settings.MFA_RATE_LIMITS = real_settings.MFA_RATE_LIMITS
    settings.TRUSTED_PROXY_COUNT = 1


def try_sign_in(email: str, *, forwarded_for: str, passphrase: str = "not the right one") -> str:
    client = Client(headers={"X-Forwarded-For": forwarded_for}, REMOTE_ADDR="10.0.0.1")
    answer = client.post("/accounts/login/", {"login": email, "password": passphrase})
    return "in" if answer.status_code == 302 else "wait" if "wait" in answer.content.decode() else "wrong"


def test_five_wrong_passphrases_make_even_the_right_one_wait(nia: User) -> None:
    tries = [try_sign_in(nia.email, forwarded_for=f"203.0.113.{number}") for number in range(6)]
    assert tries == ["wrong"] * 5 + ["wait"]
    assert try_sign_in(nia.email, forwarded_for="203.0.113.99", passphrase=PASSPHRASE) == "wait"


def test_an_unknown_address_waits_just_so() -> None:
    tries = [try_sign_in("nobody@example.org", forwarded_for=f"203.0.113.{number}") for number in range(6)]
    assert tries == ["wrong"] * 5 + ["wait"]


def test_an_invented_address_in_the_header_buys_no_tries() -> None:
    tries = [
        try_sign_in(f"p{number}@example.org", forwarded_for=f"1.2.3.{number}, 203.0.113.9") for number in range(11)
    ]
    assert tries == ["wrong"] * 10 + ["wait"]


def test_another_client_is_counted_apart(nia: User) -> None:
    for number in range(11):
        try_sign_in(f"p{number}@example.org", forwarded_for="203.0.113.9")
    assert try_sign_in(nia.email, forwarded_for="203.0.113.10", passphrase=PASSPHRASE) == "in"


def test_signing_up_again_and_again_meets_a_page_in_words() -> None:
    answers = [
        post_sign_up(Client(headers={"X-Forwarded-For": "203.0.113.9"}), email=f"p{number}@example.org")
        for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert answers[-1].templates[0].name == "429.html"
    assert "wait" in answers[-1].content.decode()


def test_asking_for_codes_again_and_again_is_answered_alike(nia: User) -> None:
    def statuses(email: str) -> list[int]:
        return [Client().post("/accounts/password/reset/", {"email": email}).status_code for _ in range(4)]

    assert statuses(nia.email) == statuses("nobody@example.org") == [302, 302, 302, 429]


def test_passkeys_are_tried_as_seldom_and_their_challenges_are_counted_too() -> None:
    client = Client(headers={"X-Forwarded-For": "203.0.113.9"})
    path = "/accounts/2fa/passkeys/login/"
    tries = [client.post(path, {"credential": "{}"}).status_code for _ in range(11)]
    assert tries == [302] * 10 + [429]
    asked = [client.get(path, headers={"Accept": "application/json"}).status_code for _ in range(31)]
    assert asked == [200] * 30 + [429]


def test_codes_for_another_address_are_not_sent_again_and_again(nia: User, mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": nia.email, "password": PASSPHRASE})
    client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
    asked = [client.post("/accounts/email/", {"email": "new@example.org"}).status_code for _ in range(2)]
    assert asked == [302, 429]
    assert len(mailoutbox) == 2
