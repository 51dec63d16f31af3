"""Somebody lost their second factor: one command helps."""

import io
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.handles import account_mark
from apps.core.session_keys import SECOND_FACTOR_SHOWN
from apps.moderation.models import AuditEntry, AuditText
from apps.notifications.models import Notice
from tests.accounts.factories import PASSPHRASE, make_user
from tests.accounts.second_factor import enrol

pytestmark = pytest.mark.django_db

REASON = "called back, knew the words we agreed on"


@pytest.fixture(autouse=True)
def ada() -> User:
    """Looks after the installation."""
    return make_user("ada", is_staff=True)


def remove(email: str, *arguments: str, by: str = "ada@example.org") -> str:
    said = io.StringIO()
    call_command("remove_second_factor", email, "--by", by, "--reason", REASON, *arguments, stdout=said)
    return said.getvalue()


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_it_is_removed_and_every_session_ends(
    monkeypatch: pytest.MonkeyPatch, sam: User, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.post("/accounts/login/", {"login": sam.email, "password": PASSPHRASE})
    enrol(sam)
    session = client.session
    session[SECOND_FACTOR_SHOWN] = sam.pk
    session.save()
    assert client.get("/me/").status_code == 200
    answer(monkeypatch, "yes\n")

    assert "Removed" in remove(sam.email.upper())

    assert not Authenticator.objects.exists()
    assert client.get("/me/").headers["Location"].startswith("/accounts/login/")
    assert "second_factor_removed" in caplog.text
    assert sam.email not in caplog.text
    client.post("/accounts/login/", {"login": sam.email, "password": PASSPHRASE})
    assert client.get("/me/").headers["Location"].startswith("/accounts/2fa/totp/activate/")


@pytest.mark.parametrize("said", ["no\n", "\n", ""])
def test_nothing_happens_without_a_clear_yes(said: str, monkeypatch: pytest.MonkeyPatch, sam: User) -> None:
    enrol(sam)
    answer(monkeypatch, said)

    with pytest.raises(CommandError, match="Nothing was changed"):
        remove(sam.email)
    assert Authenticator.objects.count() == 1


def test_the_log_says_who_did_it_and_why_and_the_person_is_told(ada: User, nia: User) -> None:
    enrol(nia)
    remove(nia.email, "--yes")
    entry = AuditEntry.objects.get(code="account.second_factor_removed")
    assert (entry.staff_id, entry.target, entry.group) == (ada.pk, account_mark(nia.pk), "")
    assert AuditText.objects.get(place=entry.place).text == REASON
    assert Notice.objects.get(user=nia).wants_mail


def test_only_site_staff_do_it(sam: User, nia: User) -> None:
    enrol(sam)
    for by in (nia.email, "nobody@example.org"):
        with pytest.raises(CommandError, match="Nothing was changed"):
            remove(sam.email, "--yes", by=by)
    assert Authenticator.objects.count() == 1


def test_nothing_happens_to_nobody_and_to_whoever_has_none(sam: User, nia: User) -> None:
    enrol(sam)
    for email in ("nobody@example.org", nia.email):
        with pytest.raises(CommandError, match="Nothing was changed"):
            remove(email, "--yes")
    assert Authenticator.objects.count() == 1
