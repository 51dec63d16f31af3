"""Another e-mail needs a code from both mailboxes."""

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.models import User
from tests.accounts.factories import PASSPHRASE, make_user
from tests.accounts.signing_up import Answer, code_in

pytestmark = pytest.mark.django_db

NEW = "nia.new@example.org"


@pytest.fixture
def nia_asked(client: Client, nia: User) -> Client:
    """Nia's browser, in which she was asked just now whether it is her."""
    client.post("/accounts/login/", {"login": nia.email, "password": PASSPHRASE})
    client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
    return client


def ask(client: Client, email: str = NEW) -> Answer:
    return client.post("/accounts/email/", {"email": email})


def answer(client: Client, old: str, new: str) -> Answer:
    return client.post("/accounts/email/codes/", {"old_code": old, "new_code": new})


def test_both_codes_change_the_address_and_the_old_mailbox_is_told(
    nia_asked: Client, nia: User, mailoutbox: list[EmailMessage]
) -> None:
    assert ask(nia_asked, "NIA.new@example.org").headers["Location"] == "/accounts/email/codes/"
    old, new = mailoutbox
    assert (old.to, new.to) == (["nia@example.org"], [NEW])
    assert {old.subject, new.subject} == {"Your code"}
    assert answer(nia_asked, code_in(old), code_in(new)).headers["Location"] == "/me/"
    nia.refresh_from_db()
    assert nia.email == NEW
    assert [(row.email, row.verified, row.primary) for row in EmailAddress.objects.all()] == [(NEW, True, True)]
    assert mailoutbox[2].to == ["nia@example.org"]
    client = Client()
    assert client.post("/accounts/login/", {"login": NEW, "password": PASSPHRASE}).status_code == 302


def test_one_code_is_not_enough_and_five_wrong_ones_end_it(
    nia_asked: Client, nia: User, mailoutbox: list[EmailMessage]
) -> None:
    ask(nia_asked)
    old, new = map(code_in, mailoutbox)
    for wrong in ((old, "WRONG"), ("WRONG", new), (new, old), ("", "\0")):
        page = answer(nia_asked, *wrong)
        assert page.status_code == 200
        assert "field__error" in page.content.decode()
    assert answer(nia_asked, "x", "y").headers["Location"] == "/accounts/email/"
    assert answer(nia_asked, old, new).headers["Location"] == "/accounts/email/"
    nia.refresh_from_db()
    assert nia.email == "nia@example.org"


def test_the_codes_age_and_can_be_let_go(
    nia_asked: Client, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(nia_asked)
    with monkeypatch.context() as patch:
        patch.setattr("apps.accounts.services.email_change.CODES_FOR", -1)
        assert nia_asked.get("/accounts/email/codes/").headers["Location"] == "/accounts/email/"
    assert "waits for its codes" in nia_asked.get("/accounts/email/").content.decode()
    assert nia_asked.post("/accounts/email/codes/", {"stop": "1"}).headers["Location"] == "/me/"
    assert nia_asked.get("/accounts/email/codes/").headers["Location"] == "/accounts/email/"


def test_nothing_happens_without_being_asked_again(client: Client, nia: User, mailoutbox: list[EmailMessage]) -> None:
    client.force_login(nia)
    for path in ("/accounts/email/", "/accounts/email/codes/"):
        assert client.get(path).headers["Location"].startswith("/accounts/reauthenticate/"), path
        assert client.post(path, {"email": NEW}).headers["Location"].startswith("/accounts/reauthenticate/"), path
    assert mailoutbox == []


@pytest.mark.parametrize("email", ["", "no address", "nia@example.org", "NIA@example.org", "a\0@example.org"])
def test_an_address_that_cannot_be_says_why(nia_asked: Client, email: str, mailoutbox: list[EmailMessage]) -> None:
    assert "field__error" in ask(nia_asked, email).content.decode()
    assert mailoutbox == []


def test_an_address_taken_meanwhile_stays_whose_it_is(
    nia_asked: Client, nia: User, mailoutbox: list[EmailMessage]
) -> None:
    ask(nia_asked)
    other = make_user("other")
    User.objects.filter(pk=other.pk).update(email=NEW)
    assert answer(nia_asked, *map(code_in, mailoutbox)).headers["Location"] == "/accounts/email/"
    nia.refresh_from_db()
    assert nia.email == "nia@example.org"
    assert EmailAddress.objects.get(user=nia).verified
