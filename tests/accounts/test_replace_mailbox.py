"""Somebody lost their mailbox: one command helps, and leaves a trace."""

import io
import re

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.handles import account_mark
from apps.moderation.models import AuditEntry, AuditText
from apps.notifications.models import Notice
from tests.accounts.factories import PASSPHRASE, make_user
from tests.accounts.signing_up import code_in

pytestmark = pytest.mark.django_db

NEW = "nia.new@example.org"
REASON = "called back by the number she gave when she joined the association"


@pytest.fixture(autouse=True)
def ada() -> User:
    """Looks after the installation."""
    return make_user("ada", is_staff=True)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]) -> list[str]:
    """What is read out on the telephone: the code in the mail, unless the test says otherwise."""
    words: list[str] = []
    monkeypatch.setattr("builtins.input", lambda _: words[0] if words else code_in(mailoutbox[-1]))
    return words


def replace(email: str, new: str = NEW, by: str = "ada@example.org") -> str:
    out = io.StringIO()
    call_command("replace_mailbox", email, new, "--by", by, "--reason", REASON, stdout=out)
    return out.getvalue()


def test_the_new_mailbox_is_proved_the_old_one_is_told_and_every_session_ends(
    nia: User,
    ada: User,
    client: Client,
    said: list[str],
    mailoutbox: list[EmailMessage],
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.post("/accounts/login/", {"login": nia.email, "password": PASSPHRASE})
    assert "from now on" in replace("NIA@example.org", "Nia.New@example.org")

    assert [row.email for row in EmailAddress.objects.filter(user=nia, verified=True, primary=True)] == [NEW]
    code, told = mailoutbox
    assert (code.to, told.to) == ([NEW], ["nia@example.org"])
    assert (code.subject, told.subject) == ("Your code", "Your account")
    assert client.get("/me/").headers["Location"].startswith("/accounts/login/")
    assert Client().post("/accounts/login/", {"login": NEW, "password": PASSPHRASE}).headers["Location"] == "/"
    entry = AuditEntry.objects.get(code="account.mailbox_replaced")
    assert (entry.staff_id, entry.target, entry.group) == (ada.pk, account_mark(nia.pk), "")
    assert AuditText.objects.get(place=entry.place).text == REASON
    assert Notice.objects.get(user=nia).wants_mail
    assert not re.search("nia", caplog.text, re.IGNORECASE)


def test_nothing_happens_without_the_code_to_nobody_by_nobody_and_for_oneself(
    nia: User, bob: User, ada: User, said: list[str], mailoutbox: list[EmailMessage]
) -> None:
    wrong = [
        ("nobody@example.org", NEW, ada.email),
        (nia.email, NEW, bob.email),
        (ada.email, NEW, ada.email),
        (nia.email, "no address", ada.email),
        (nia.email, "BOB@example.org", ada.email),
    ]
    for email, new, by in wrong:
        with pytest.raises(CommandError, match="Nothing was changed"):
            replace(email, new, by)
    assert mailoutbox == []
    said.append("WRONG")
    with pytest.raises(CommandError, match="not the code"):
        replace(nia.email)
    assert [mail.to for mail in mailoutbox] == [[NEW]]
    assert not AuditEntry.objects.exists()
    nia.refresh_from_db()
    assert nia.email == "nia@example.org"
