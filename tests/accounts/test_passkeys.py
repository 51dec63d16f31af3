"""Signing up and in with a passkey, having several, and having none too few."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.erasing import ask_erasure
from tests.accounts.factories import PASSPHRASE, make_user
from tests.accounts.passkeys import (
    CHECKED,
    FLAG,
    Passkey,
    add_passkey,
    make_passkey,
    options_in,
    show_passkey,
    sign_in_with,
)
from tests.accounts.second_factor import code_now, enrol
from tests.accounts.signing_up import ADDRESS, CONSENT, Answer, code_in, post_code

pytestmark = pytest.mark.django_db

MAKING = "/accounts/2fa/passkeys/signup/"
SIGNING_IN = "/accounts/2fa/passkeys/login/"


def begin(client: Client, email: str = ADDRESS, **changes: str) -> Answer:
    return client.post("/accounts/signup/passkey/", {"email": email, **CONSENT, **changes})


def sign_in(client: Client, user: User) -> Answer:
    return client.post("/accounts/login/", {"login": user.email, "password": PASSPHRASE})


@pytest.fixture
def device(client: Client, nia: User) -> Passkey:
    """Nia is signed in and has a passkey beside her passphrase."""
    sign_in(client, nia)
    return add_passkey(client)


def test_an_address_a_code_and_a_passkey_lead_to_the_welcome(client: Client, mailoutbox: list[EmailMessage]) -> None:
    assert begin(client, next="/help/").headers["Location"] == "/accounts/confirm-email/"
    assert post_code(client, code_in(mailoutbox[0])).headers["Location"] == MAKING
    passkey, answer = make_passkey(client, MAKING)
    assert answer.headers["Location"] == "/welcome/"
    assert client.post("/welcome/", {"pass": "all"}).headers["Location"] == "/help/"
    user = User.objects.get(email=ADDRESS)
    assert not user.has_usable_password()
    assert user.consents.count() == 3
    # Spare codes are for those of whom a second factor is asked.
    assert [row.type for row in Authenticator.objects.all()] == ["webauthn"]
    client.post("/accounts/logout/")
    assert sign_in_with(client, passkey, next="/help/").headers["Location"] == "/help/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_no_page_tells_a_row_number(client: Client, device: Passkey, nia: User) -> None:
    """The handle is random, the marks of passkeys are keyed."""
    User.objects.filter(pk=nia.pk).update(welcomed_at=nia.created_at)
    nia.refresh_from_db()
    options = options_in(client.get("/accounts/2fa/passkeys/add/"))
    assert len(str(nia.passkey_handle)) == 43
    row = Authenticator.objects.get()
    page = client.get("/accounts/2fa/passkeys/").content.decode()
    assert f"/{row.pk}/" not in page
    assert options["publicKey"]["excludeCredentials"][0]["id"] == row.data["credential"]["rawId"]
    assert set(row.data["credential"]) == {"id", "rawId", "type", "response"}


def test_a_passkey_opens_the_account_and_its_passphrase_still_does(device: Passkey, nia: User) -> None:
    assert sign_in_with(Client(), device).headers["Location"] == "/"
    client = Client()
    assert sign_in(client, nia).headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(nia.pk)


def test_whoever_has_a_code_app_too_may_show_either(device: Passkey, nia: User) -> None:
    enrol(nia)
    assert sign_in_with(Client(), device).headers["Location"] == "/"
    for way in ("code", "passkey"):
        client = Client()
        assert sign_in(client, nia).headers["Location"] == "/accounts/2fa/authenticate/"
        if way == "code":
            answer = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
        else:
            answer = show_passkey(client, "/accounts/2fa/authenticate/", device)
        assert answer.headers["Location"] == "/", way


def test_staff_enrol_a_passkey_in_place_of_a_code_app_and_are_asked_for_it(client: Client, sam: User) -> None:
    sign_in(client, sam)
    assert client.get("/admin/").headers["Location"].startswith("/accounts/2fa/totp/activate/")
    assert "/accounts/2fa/passkeys/add/" in client.get("/accounts/2fa/totp/activate/").content.decode()
    passkey, answer = make_passkey(client, "/accounts/2fa/passkeys/add/")
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/admin/").status_code == 200

    again = Client()
    assert sign_in(again, sam).headers["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in again.session
    show_passkey(again, "/accounts/2fa/authenticate/", passkey)
    assert again.get("/admin/").status_code == 200

    only = Client()
    sign_in_with(only, passkey)
    assert only.get("/admin/").status_code == 200


def test_a_session_from_before_the_task_shows_the_passkey_first(client: Client, device: Passkey, nia: User) -> None:
    User.objects.filter(pk=nia.pk).update(is_staff=True)
    client = Client()
    client.force_login(nia)
    answer = client.get("/me/")
    assert answer.headers["Location"].startswith("/accounts/2fa/passkeys/reauthenticate/")
    path = "/accounts/2fa/passkeys/reauthenticate/"
    assert show_passkey(client, path, device, next="/me/").headers["Location"] == "/me/"
    assert client.get("/me/").status_code == 200


def test_whoever_has_a_passkey_alone_is_asked_for_it_before_what_matters(
    client: Client, device: Passkey, nia: User
) -> None:
    nia.set_unusable_password()
    nia.save(update_fields=["password"])
    client = Client()
    sign_in_with(client, device)
    for path in ("/accounts/email/", "/accounts/password/set/", "/accounts/2fa/passkeys/add/"):
        assert client.get(path).headers["Location"].startswith("/accounts/2fa/passkeys/reauthenticate/"), path
    show_passkey(client, "/accounts/2fa/passkeys/reauthenticate/", device)
    assert client.get("/accounts/email/").status_code == 200
    answer = client.post("/accounts/password/set/", {"password1": "a cup on the other sill"})
    assert answer.headers["Location"] == "/me/"
    nia.refresh_from_db()
    assert nia.check_password("a cup on the other sill")


def test_a_passkey_is_named_and_taken_away(client: Client, device: Passkey, mailoutbox: list[EmailMessage]) -> None:
    page = client.get("/accounts/2fa/passkeys/").content.decode()
    assert "Passkey 1" in page
    mark = page.split("/name/")[0].rsplit("/", 1)[1]
    assert "field__error" in client.post(f"/accounts/2fa/passkeys/{mark}/name/", {"name": "\0"}).content.decode()
    reauthenticate(client)
    client.post(f"/accounts/2fa/passkeys/{mark}/name/", {"name": "the blue <key>"})
    assert "the blue &lt;key&gt;" in client.get("/accounts/2fa/passkeys/").content.decode()
    assert "the blue &lt;key&gt;" in client.get(f"/accounts/2fa/passkeys/{mark}/removing/").content.decode()
    client.post(f"/accounts/2fa/passkeys/{mark}/removing/")
    assert not Authenticator.objects.exists()
    assert sign_in_with(Client(), device).headers["Location"] == "/accounts/login/"
    assert [mail.subject for mail in mailoutbox] == ["Your account"] * 2
    assert "key" not in str(mailoutbox[1].body).replace("passkey", "")


def reauthenticate(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})


def test_the_only_way_in_stays(client: Client, device: Passkey, nia: User) -> None:
    removing = removing_path(client)
    reauthenticate(client)
    nia.set_unusable_password()
    nia.save(update_fields=["password"])
    client.force_login(nia)
    show_passkey(client, "/accounts/2fa/passkeys/reauthenticate/", device)
    client.post(removing)
    assert "only way in" in client.get("/accounts/2fa/passkeys/").content.decode()
    add_passkey(client)
    client.post(removing)
    assert Authenticator.objects.count() == 1


def test_staff_keep_one_second_factor(client: Client, device: Passkey, nia: User) -> None:
    removing = removing_path(client)
    User.objects.filter(pk=nia.pk).update(is_staff=True)
    reauthenticate(client)
    client.post(removing)
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    enrol(nia)
    client.post(removing)
    assert [row.type for row in Authenticator.objects.all()] == ["totp"]


def removing_path(client: Client) -> str:
    page = client.get("/accounts/2fa/passkeys/").content.decode()
    mark = page.split("/removing/")[0].rsplit("/", 1)[1]
    return f"/accounts/2fa/passkeys/{mark}/removing/"


def test_somebody_elses_passkey_is_nothing(client: Client, device: Passkey, eve: User) -> None:
    removing = removing_path(client)
    other = Client()
    sign_in(other, eve)
    assert other.get(removing).status_code == 404
    assert other.post(removing).status_code == 404
    assert other.post(removing.replace("removing", "name"), {"name": "mine"}).status_code == 404
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:1"},
        {"flags": FLAG.UP},
        {"id": b"another"},
        {"handle": ""},
        {"handle": "bm9ib2R5"},
        {"handle": "MQ"},
        {"key": Passkey().key},
    ],
)
def test_what_is_not_this_passkey_here_and_now_opens_nothing(device: Passkey, wrong: dict[str, Any]) -> None:
    client = Client()
    answer = sign_in_with(client, device.but(**wrong))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session
    assert "could not be used" in client.get("/accounts/login/").content.decode()


def test_an_answer_counts_once_and_for_one_session(device: Passkey) -> None:
    client, other = Client(), Client()
    options = client.get(SIGNING_IN, headers={"Accept": "application/json"}).json()
    answer = {"credential": json.dumps(device.shown(options))}
    other.get(SIGNING_IN, headers={"Accept": "application/json"})
    other.post(SIGNING_IN, answer)
    assert "_auth_user_id" not in other.session
    client.post(SIGNING_IN, answer)
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    client.post(SIGNING_IN, answer)
    assert "_auth_user_id" not in client.session


def test_a_passkey_belongs_to_one_account(device: Passkey, eve: User) -> None:
    client = Client()
    sign_in(client, eve)
    _, answer = make_passkey(client, "/accounts/2fa/passkeys/add/", id=device.id)
    assert "could not be used" in answer.content.decode()
    assert Authenticator.objects.count() == 1


ODD = ["", "null", "[]", "1", '"\\u0000"', "{}", '{"rawId": 1}', "[" * 19_000, "x" * 50_000, "\0"]


@pytest.mark.parametrize("odd", ODD)
def test_odd_answers_are_answered_in_words(client: Client, device: Passkey, odd: str) -> None:
    for path in ("/accounts/2fa/passkeys/add/", "/accounts/2fa/passkeys/reauthenticate/"):
        client.get(path)
        assert client.post(path, {"credential": odd}).status_code == 200
    assert Client().post(SIGNING_IN, {"credential": odd}).headers["Location"] == "/accounts/login/"


def test_parts_of_an_answer_may_be_anything(client: Client, device: Passkey) -> None:
    options = options_in(client.get("/accounts/2fa/passkeys/add/"))
    good = Passkey(handle=device.handle).made(options)
    oddities: list[Any] = [None, 1, [], {}, "", "AA", "\0", "e30", "oWNmbXRkbm9uZQ"]
    for odd in oddities:
        for part in good["response"]:
            changed = good | {"response": good["response"] | {part: odd}}
            answer = client.post("/accounts/2fa/passkeys/add/", {"credential": json.dumps(changed)})
            assert answer.status_code == 200
    assert Authenticator.objects.count() == 1


def test_a_closed_account_stays_closed(device: Passkey, nia: User) -> None:
    User.objects.filter(pk=nia.pk).update(is_active=False)
    client = Client()
    assert sign_in_with(client, device).headers["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session


def test_an_account_that_rests_is_woken_by_its_passkey(device: Passkey, nia: User) -> None:
    ask_erasure(nia, takes_words=False)
    client = Client()
    assert sign_in_with(client, device).headers["Location"] == "/me/resting/"
    assert "_auth_user_id" not in client.session
    assert b"Keep my account" in client.get("/me/resting/").content
    assert client.post("/me/resting/").headers["Location"] == "/accounts/login/"
    assert sign_in_with(client, device).headers["Location"] == "/"


def test_nobody_without_a_confirmed_address_adds_one(client: Client) -> None:
    user = make_user("una", is_verified=False)
    client.force_login(user)
    assert client.get("/accounts/2fa/passkeys/add/").headers["Location"] == "/accounts/2fa/"


def test_flags_of_a_device_that_checked_nobody_make_no_passkey(client: Client, nia: User) -> None:
    sign_in(client, nia)
    _, answer = make_passkey(client, "/accounts/2fa/passkeys/add/", flags=CHECKED & ~FLAG.UV)
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()
