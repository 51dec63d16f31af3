"""From an address to a welcome, and what a bad answer does."""

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client
from pytest_django.fixtures import Settings

from apps.accounts.models import Consent, Document, User
from tests.accounts.factories import PASSPHRASE
from tests.accounts.signing_up import ADDRESS, CONSENT, code_in, post_code, post_sign_up

pytestmark = pytest.mark.django_db


def test_an_address_a_passphrase_and_a_code_lead_to_the_welcome(client: Client, mailoutbox: list[EmailMessage]) -> None:
    answer = post_sign_up(client)
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    answer = post_code(client, code_in(mailoutbox[0]))
    assert answer.headers["Location"] == "/welcome/"
    user = User.objects.get(email=ADDRESS)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get(user=user).verified


def test_consent_is_kept_with_version_and_date(client: Client, mailoutbox: list[EmailMessage]) -> None:
    post_sign_up(client)
    consents = Consent.objects.filter(user__email=ADDRESS)
    assert {(consent.document, consent.version) for consent in consents} == {(name, 1) for name in Document.values}
    assert all(consent.given_at for consent in consents)


@pytest.mark.parametrize("document", Document.values)
def test_without_a_tick_there_is_no_account_and_nothing_typed_is_lost(client: Client, document: str) -> None:
    answer = client.post(
        "/accounts/signup/",
        {"email": ADDRESS, "password1": PASSPHRASE} | {name: "on" for name in CONSENT if name != document},
    )
    assert answer.status_code == 200
    assert ADDRESS in answer.content.decode()
    assert not User.objects.exists()


def test_no_tick_is_set_beforehand(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert page.count('type="checkbox"') == 3
    assert "checked" not in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "no address"),
        ("email", "nora@example.org\0"),
        ("email", "n" * 10_000 + "@example.org"),
        ("email", "n" * 300 + "@example.org"),
        ("email", ""),
        ("password1", "short"),
        ("password1", "123"),
        ("password1", "password123"),
        ("password1", "\0" * 20),
        ("password1", "nora@example.org"),
        ("terms", "\0"),
        ("next", "\0"),
    ],
)
def test_bad_input_is_answered_kindly(client: Client, name: str, value: str) -> None:
    answer = post_sign_up(client, **{name: value})
    assert answer.status_code in {200, 302}
    if name in {"email", "password1"}:
        assert answer.status_code == 200
        said = answer.content.decode().count('class="field__error"')
        # About a passphrase one kind sentence, not a list.
        assert said == 1 if name == "password1" else said
        assert not User.objects.exists()


def test_a_long_passphrase_is_welcome(client: Client) -> None:
    assert post_sign_up(client, password1="a lamp left on " * 15).status_code == 302


def test_a_wrong_code_says_so_and_five_end_it(client: Client, mailoutbox: list[EmailMessage]) -> None:
    post_sign_up(client)
    for _ in range(4):
        answer = post_code(client, "WRONG-CODE")
        assert answer.status_code == 200
        assert "This is not the code" in answer.content.decode()
    assert post_code(client, "WRONG-CODE").headers["Location"] == "/accounts/login/"
    assert post_code(client, code_in(mailoutbox[0])).headers["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_a_code_ages(client: Client, mailoutbox: list[EmailMessage], settings: Settings) -> None:
    post_sign_up(client)
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = -1
    assert post_code(client, code_in(mailoutbox[0])).headers["Location"] == "/accounts/login/"


def test_another_code_replaces_the_first(client: Client, mailoutbox: list[EmailMessage]) -> None:
    post_sign_up(client)
    client.post("/accounts/confirm-email/", {"action": "resend"})
    first, second = map(code_in, mailoutbox)
    assert post_code(client, first).status_code == 200
    assert post_code(client, second).headers["Location"] == "/welcome/"


@pytest.mark.parametrize("where", ["/groups/?topic=grief", "/meetings/AAAAAAAAAAAA/room/"])
def test_the_way_on_survives_sign_up_code_and_welcome(
    client: Client, mailoutbox: list[EmailMessage], where: str
) -> None:
    post_sign_up(client, next=where)
    assert post_code(client, code_in(mailoutbox[0])).headers["Location"] == "/welcome/"
    assert client.post("/welcome/", {"pass": "all"}).headers["Location"] == where
    # Once: the next welcome leads where everybody is led.
    assert client.post("/welcome/", {"pass": "all"}).headers["Location"] == "/groups/"


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_the_way_on_never_leaves_the_site(client: Client, mailoutbox: list[EmailMessage], where: str) -> None:
    post_sign_up(client, next=where)
    post_code(client, code_in(mailoutbox[0]))
    assert client.post("/welcome/", {"pass": "all"}).headers["Location"] == "/groups/"


def test_the_way_on_stands_in_the_forms_of_both_doors(client: Client) -> None:
    for door in ("signup", "login"):
        page = client.get(f"/accounts/{door}/?next=/groups/%3Ftopic%3Dgrief").content.decode()
        assert '<input type="hidden" name="next" value="/groups/?topic=grief">' in page
        other = "login" if door == "signup" else "signup"
        assert f'href="/accounts/{other}/?next=%2Fgroups%2F%3Ftopic%3Dgrief"' in page


def test_mails_say_nothing_of_what_this_is(client: Client, mailoutbox: list[EmailMessage]) -> None:
    post_sign_up(client)
    post_sign_up(Client())
    Client().post("/accounts/password/reset/", {"email": ADDRESS})
    Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert len(mailoutbox) == 4
    assert {mail.subject for mail in mailoutbox} == {"Your code"}
    for mail in mailoutbox:
        assert isinstance(mail, EmailMultiAlternatives)
        html = str(mail.alternatives[0][0])
        for words in (mail.subject, mail.from_email, str(mail.body), html):
            for telling in ("Beside", "beside", "group", "peer", "support", "health"):
                assert telling not in words
