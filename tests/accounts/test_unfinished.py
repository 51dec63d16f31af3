"""A sign-up that was left half-way can be begun anew, and is swept after a week."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.administrators import make_administrator
from apps.accounts.services.unfinished import KEPT_FOR, sweep_unfinished
from tests.accounts.factories import make_user
from tests.accounts.passkeys import make_passkey
from tests.accounts.signing_up import ADDRESS, CONSENT, Answer, code_in, post_code, post_sign_up

pytestmark = pytest.mark.django_db

MAKING = "/accounts/2fa/passkeys/signup/"


def begin(client: Client) -> Answer:
    return client.post("/accounts/signup/passkey/", {"email": ADDRESS, **CONSENT})


@pytest.fixture
def half_made(client: Client, mailoutbox: list[EmailMessage]) -> User:
    """Somebody whose address is confirmed and who has made no passkey; `client` stands before that."""
    begin(client)
    post_code(client, code_in(mailoutbox[0]))
    mailoutbox.clear()
    return User.objects.get(email=ADDRESS)


def test_the_same_browser_goes_on_where_it_was(client: Client, half_made: User) -> None:
    for door in ("/accounts/login/", "/accounts/signup/", "/accounts/signup/passkey/"):
        assert client.get(door).headers["Location"] == MAKING
    assert make_passkey(client, MAKING)[1].headers["Location"] == "/welcome/"


def test_another_browser_begins_anew_with_a_new_code(half_made: User, mailoutbox: list[EmailMessage]) -> None:
    other = Client()
    begin(other)
    # The confirmed address of the first try counts for nothing.
    assert other.get(MAKING).headers["Location"] == "/accounts/signup/"
    assert post_code(other, code_in(mailoutbox[0])).headers["Location"] == MAKING
    assert make_passkey(other, MAKING)[1].headers["Location"] == "/welcome/"
    assert User.objects.get(email=ADDRESS).pk != half_made.pk


def test_who_was_overtaken_begins_anew_too(client: Client, half_made: User) -> None:
    begin(Client())
    assert client.get(MAKING).headers["Location"] == "/accounts/login/"
    assert client.post(MAKING, {"credential": "{}"}).headers["Location"] == "/accounts/signup/"


def test_a_code_for_an_account_that_gave_way_is_answered_in_words(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    post_sign_up(client)
    begin(Client())
    assert post_code(client, code_in(mailoutbox[0])).status_code in {200, 302}
    assert "_auth_user_id" not in client.session


def test_a_passphrase_can_finish_what_a_passkey_began(half_made: User, mailoutbox: list[EmailMessage]) -> None:
    other = Client()
    post_sign_up(other)
    assert post_code(other, code_in(mailoutbox[0])).headers["Location"] == "/welcome/"


def test_what_was_left_for_a_week_is_swept_and_nothing_else(
    client: Client, half_made: User, nia: User, mailoutbox: list[EmailMessage]
) -> None:
    unconfirmed = make_user("una", is_verified=False)
    come_in = make_user("ines", is_verified=False, last_login=timezone.now())
    administrator, _ = make_administrator("ada@example.org", None)
    assert sweep_unfinished() == 0
    assert sweep_unfinished(timezone.now() + KEPT_FOR - timedelta(minutes=1)) == 0
    assert sweep_unfinished(timezone.now() + KEPT_FOR + timedelta(minutes=1)) == 2
    assert set(User.objects.all()) == {nia, come_in, administrator}
    assert unconfirmed.pk
    # Whose page is still open is told kindly.
    assert client.get(MAKING).headers["Location"] == "/accounts/login/"
