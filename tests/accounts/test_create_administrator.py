"""The first administrator by one command."""

import io
import sys

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import User
from tests.accounts.factories import PASSPHRASE
from tests.accounts.signing_up import code_in

pytestmark = pytest.mark.django_db

ADDRESS = "ada@example.org"


def create(*arguments: str) -> str:
    said = io.StringIO()
    call_command("create_administrator", *arguments, stdout=said)
    return said.getvalue()


def read_from(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_a_passphrase_comes_from_standard_input(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    read_from(monkeypatch, f"{PASSPHRASE}\n")
    said = create("Ada@example.org", "--passphrase-stdin")
    assert "/admin/" in said
    assert PASSPHRASE not in said
    user = User.objects.get(email=ADDRESS)
    assert (user.is_staff, user.is_superuser, user.is_safety_staff) == (True, True, False)
    assert EmailAddress.objects.get(user=user).verified
    client.post("/accounts/login/", {"login": ADDRESS, "password": PASSPHRASE})
    assert client.get("/admin/").headers["Location"].startswith("/me/consent/")
    client.post("/me/consent/", {"terms": "on", "sensitive": "on", "adult": "on"})
    assert client.get("/admin/").headers["Location"].startswith("/accounts/2fa/totp/activate/")


def test_a_passphrase_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMINISTRATOR_PASSPHRASE", PASSPHRASE)
    create(ADDRESS)
    assert User.objects.get(email=ADDRESS).check_password(PASSPHRASE)


def test_without_a_passphrase_a_mailed_code_lets_the_person_choose_one(
    monkeypatch: pytest.MonkeyPatch, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    read_from(monkeypatch, "")
    assert "/accounts/password/reset/" in create(ADDRESS)
    assert not User.objects.get(email=ADDRESS).has_usable_password()
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
    client.post("/accounts/password/reset/complete/", {"password1": PASSPHRASE})
    assert client.post("/accounts/login/", {"login": ADDRESS, "password": PASSPHRASE}).status_code == 302


def test_a_second_one_needs_saying_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMINISTRATOR_PASSPHRASE", PASSPHRASE)
    create(ADDRESS)
    with pytest.raises(CommandError, match="--another"):
        create("mia@example.org")
    create("mia@example.org", "--another")
    assert User.objects.filter(is_superuser=True).count() == 2


def test_an_account_that_is_there_is_promoted_and_keeps_its_passphrase(
    nia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_from(monkeypatch, "")
    assert "was there already" in create("NIA@example.org", "--safety-staff")
    nia.refresh_from_db()
    assert (nia.is_superuser, nia.is_safety_staff, nia.check_password(PASSPHRASE)) == (True, True, True)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "passphrase", "reason"),
    [(ADDRESS, "short", "short"), ("no address", PASSPHRASE, "e-mail address"), (ADDRESS, "password123", "guessed")],
)
def test_what_cannot_be_used_is_refused_in_words_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, address: str, passphrase: str, reason: str
) -> None:
    monkeypatch.setenv("ADMINISTRATOR_PASSPHRASE", passphrase)
    with pytest.raises(CommandError, match=reason):
        create(address)
    assert not User.objects.exists()


def test_one_alone_for_safety_is_told_that_a_second_one_is_needed() -> None:
    alone = "One person alone looks after the whole site"
    assert alone not in create(ADDRESS, "--no-passphrase")
    assert alone in create(ADDRESS, "--no-passphrase", "--another", "--safety-staff")
    assert alone not in create("two@example.org", "--no-passphrase", "--another", "--safety-staff")
