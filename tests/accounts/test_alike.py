"""Nobody learns from sign-up, sign-in or a forgotten passphrase whether an address has an account."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from tests.accounts.factories import PASSPHRASE
from tests.accounts.signing_up import CONSENT, Answer, code_in, post_code, post_sign_up

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "nia@example.org", "nora@example.org"


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often a passphrase is hashed: by far the greatest part of the work."""
    counted: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        counted.append("hash")
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return counted


def sign_up(client: Client, email: str) -> list[Answer]:
    return [
        post_sign_up(client, email),
        client.get("/accounts/confirm-email/"),
        post_code(client, "WRONG-CODE"),
        client.post("/accounts/confirm-email/", {"action": "resend"}),
        client.get("/accounts/confirm-email/"),
    ]


def sign_in(client: Client, email: str) -> list[Answer]:
    return [client.post("/accounts/login/", {"login": email, "password": "not the right passphrase"})]


def reset(client: Client, email: str) -> list[Answer]:
    return [
        client.post("/accounts/password/reset/", {"email": email}),
        client.get("/accounts/password/reset/confirm/"),
        client.post("/accounts/password/reset/confirm/", {"code": "WRONG-CODE"}),
    ]


def sign_up_by_passkey(client: Client, email: str) -> list[Answer]:
    return [
        client.post("/accounts/signup/passkey/", {"email": email, **CONSENT}),
        client.get("/accounts/confirm-email/"),
        post_code(client, "WRONG-CODE"),
        client.post("/accounts/confirm-email/", {"action": "resend"}),
        client.get("/accounts/2fa/passkeys/signup/"),
    ]


STORIES = pytest.mark.parametrize("story", [sign_up, sign_up_by_passkey, sign_in, reset])


def seen(answers: list[Answer], email: str) -> list[tuple[int, str, str]]:
    """Return what a browser gets, without what differs every time."""
    return [
        (
            answer.status_code,
            answer.headers.get("Location", ""),
            re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.content.decode()).replace(email, "E-MAIL"),
        )
        for answer in answers
    ]


@STORIES
def test_known_and_unknown_addresses_are_answered_alike(
    nia: User, mailoutbox: list[EmailMessage], story: Callable[[Client, str], list[Answer]]
) -> None:
    known = seen(story(Client(), KNOWN), KNOWN)
    mails = len(mailoutbox)
    assert seen(story(Client(), UNKNOWN), UNKNOWN) == known
    # A mail takes time too.
    assert len(mailoutbox) == 2 * mails


@STORIES
def test_known_and_unknown_addresses_cost_the_same_work(
    nia: User, hashings: list[str], story: Callable[[Client, str], list[Answer]]
) -> None:
    story(Client(), KNOWN)
    work = len(hashings)
    story(Client(), UNKNOWN)
    assert len(hashings) == 2 * work
    assert work == (0 if story is reset else 1)


def test_a_forgotten_passphrase_asks_the_database_as_often_for_both(nia: User) -> None:
    counts = []
    for email in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/accounts/password/reset/", {"email": email})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_whoever_has_an_account_is_told_by_mail_alone(nia: User, mailoutbox: list[EmailMessage]) -> None:
    post_sign_up(Client(), KNOWN)
    assert mailoutbox[0].to == [KNOWN]
    assert "already known" in str(mailoutbox[0].body)
    assert User.objects.count() == 1


def test_signing_up_over_an_account_changes_nothing_of_it(nia: User) -> None:
    post_sign_up(Client(), KNOWN, password1="an intruder's own words")
    nia.refresh_from_db()
    assert nia.check_password(PASSPHRASE)


def test_an_address_differing_in_case_is_the_same(nia: User) -> None:
    post_sign_up(Client(), "NIA@Example.org")
    assert User.objects.count() == 1


def test_adding_somebody_elses_address_looks_like_any_other(
    nia: User, eve: User, mailoutbox: list[EmailMessage]
) -> None:
    answers, counts = [], []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        client.post("/accounts/login/", {"login": eve.email, "password": PASSPHRASE})
        client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
        with CaptureQueriesContext(connection) as queries:
            asked = [client.post("/accounts/email/", {"email": email})]
        counts.append(len(queries))
        asked.append(client.get("/accounts/email/codes/"))
        asked.append(client.post("/accounts/email/codes/", {"old_code": "WRONG", "new_code": "WRONG"}))
        answers.append(seen(asked, email))
    assert answers[0] == answers[1]
    assert counts[0] == counts[1]
    assert answers[0][0][:2] == (302, "/accounts/email/codes/")
    assert [mail.to for mail in mailoutbox] == [[eve.email], [KNOWN], [eve.email], [UNKNOWN]]
    assert {mail.subject for mail in mailoutbox} == {"Your code"}


def test_an_account_opened_by_somebody_else_is_asked_for_consent_again(mailoutbox: list[EmailMessage]) -> None:
    post_sign_up(Client(), UNKNOWN, password1="typed by somebody else")
    owner = Client()
    owner.post("/accounts/password/reset/", {"email": UNKNOWN})
    owner.post("/accounts/password/reset/confirm/", {"code": code_in(mailoutbox[-1])})
    owner.post("/accounts/password/reset/complete/", {"password1": PASSPHRASE})
    assert not User.objects.get(email=UNKNOWN).consents.exists()
    owner.post("/accounts/login/", {"login": UNKNOWN, "password": PASSPHRASE})
    assert owner.get("/welcome/").headers["Location"].startswith("/me/consent/")
