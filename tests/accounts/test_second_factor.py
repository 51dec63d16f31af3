"""Staff show a second factor; the administration has one door and exists for nobody else."""

from base64 import urlsafe_b64encode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet
from django.core.mail import EmailMessage
from django.test import Client
from django.utils.crypto import salted_hmac
from pytest_django import Settings

from apps.accounts.models import SiteSettings, User
from apps.accounts.services import factor_secrets
from tests.accounts.factories import PASSPHRASE, make_user
from tests.accounts.second_factor import SECRET, code_now, enrol, sign_in_as_staff
from tests.accounts.signing_up import code_in

pytestmark = pytest.mark.django_db


def sign_in(client: Client, user: User) -> None:
    client.post("/accounts/login/", {"login": user.email, "password": PASSPHRASE})


def test_the_first_sign_in_of_staff_leads_to_enrolling_and_not_past_it(client: Client, sam: User) -> None:
    sign_in(client, sam)
    for path in ("/", "/me/", "/admin/", "/accounts/password/change/"):
        assert client.get(path).headers["Location"].startswith("/accounts/2fa/totp/activate/")
    assert client.get("/help/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_enrolling_opens_the_doors_and_shows_recovery_codes(client: Client, sam: User) -> None:
    sign_in(client, sam)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/me/").status_code == 200
    assert client.get("/admin/").status_code == 200


def test_a_wrong_code_does_not_enrol(client: Client, sam: User) -> None:
    sign_in(client, sam)
    client.get("/accounts/2fa/totp/activate/")
    for code in ("000000", "\0", "x" * 10_000, ""):
        assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 200
    assert not Authenticator.objects.exists()


def test_the_secret_is_not_readable_in_the_database(sam: User) -> None:
    assert SECRET not in str(enrol(sam).data)


def test_secrets_kept_with_the_key_of_before_or_in_the_form_of_before_still_open(settings: Settings) -> None:
    older, settings.SECRET_KEY = settings.SECRET_KEY, "a new key " * 6
    new = factor_secrets.keep(SECRET)
    settings.SECRET_KEY_FALLBACKS = [older]
    key = salted_hmac("apps.accounts.totp", "", secret=older, algorithm="sha256").digest()
    former = Fernet(urlsafe_b64encode(key)).encrypt(SECRET.encode()).decode()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a newer key " * 5, [settings.SECRET_KEY, older]
    assert [factor_secrets.read(kept) for kept in (new, former, factor_secrets.keep(SECRET))] == [SECRET] * 3
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidTag):
        factor_secrets.read(new)


def test_a_code_opens_once_and_a_forgotten_passphrase_does_not_lead_past_it(
    client: Client, sam: User, mailoutbox: list[EmailMessage]
) -> None:
    enrol(sam)
    client.post("/accounts/password/reset/", {"email": sam.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(mailoutbox[-1])})
    client.post("/accounts/password/reset/complete/", {"password1": "another lamp by the door"})
    assert "_auth_user_id" not in client.session, "chosen anew, and not signed in"
    sam.refresh_from_db()
    assert sam.check_password("another lamp by the door")
    code = code_now()
    for expected in (True, False):
        browser = Client()
        browser.post("/accounts/login/", {"login": sam.email, "password": "another lamp by the door"})
        assert "_auth_user_id" not in browser.session
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in browser.session) is expected, "a code that was seen over a shoulder opens nothing"


def test_the_next_sign_in_asks_for_the_code(client: Client, sam: User) -> None:
    enrol(sam)
    sign_in(client, sam)
    assert "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert client.get("/admin/").status_code == 200


def test_a_session_from_before_the_task_shows_the_factor_first(client: Client, nia: User) -> None:
    client.force_login(nia)
    enrol(nia)
    User.objects.filter(pk=nia.pk).update(is_staff=True)
    answer = client.get("/me/")
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    answer = client.post("/accounts/2fa/reauthenticate/", {"code": code_now(), "next": "/me/"})
    assert answer.headers["Location"] == "/me/"
    assert client.get("/me/").status_code == 200


def test_a_session_from_before_the_task_reads_no_recovery_codes(client: Client, nia: User) -> None:
    """The passphrase alone would lead to a code, and the code past the second factor."""
    sign_in(client, nia)
    enrol(nia)
    RecoveryCodes.activate(nia)
    User.objects.filter(pk=nia.pk).update(is_staff=True)
    client.post("/accounts/reauthenticate/", {"password": PASSPHRASE})
    for path in ("", "download/", "generate/"):
        answer = client.get(f"/accounts/2fa/recovery-codes/{path}")
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/"), path


def test_a_program_is_told_with_a_code(client: Client, sam: User) -> None:
    client.force_login(sam)
    answer = client.get("/me/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")


def test_staff_cannot_turn_their_second_factor_off(client: Client, sam: User) -> None:
    enrol(sam)
    sign_in(client, sam)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    client.post("/accounts/2fa/reauthenticate/", {"code": code_now()})
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=sam, type="totp").exists()


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/login/", "/admin/accounts/user/", "/admin/nowhere/", "/admin/jsi18n/"]
)
def test_for_anybody_else_the_administration_does_not_exist(client: Client, nia: User, path: str) -> None:
    client.force_login(nia)
    answer = client.get(path)
    nowhere = client.get("/nowhere/")
    assert answer.status_code == nowhere.status_code == 404


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
def test_a_visitor_meets_our_own_sign_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_the_admins_own_form_signs_nobody_in(client: Client, sam: User) -> None:
    enrol(sam)
    answer = client.post("/admin/login/", {"username": sam.email, "password": PASSPHRASE, "next": "/admin/"})
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_safety_staff_without_the_task_find_nothing_of_accounts_in_the_administration(client: Client) -> None:
    """Topics and helplines alone (tests/moderation/test_admin.py)."""
    user = make_user("safe", is_safety_staff=True)
    sign_in_as_staff(client, user)
    shown = client.get("/admin/")
    assert {app["app_label"] for app in shown.context["app_list"]} == {"groups", "care"}
    assert [client.get(f"/admin/accounts/{one}").status_code for one in ("", "user/", "user/1/change/")] == [
        404,
        403,
        403,
    ]


@pytest.fixture
def admin(client: Client) -> User:
    """Is signed in as administrator."""
    user = make_user("ada", is_staff=True, is_superuser=True)
    sign_in_as_staff(client, user)
    return user


def test_an_administrator_changes_tasks_but_no_address_or_passphrase(client: Client, admin: User, nia: User) -> None:
    address = f"/admin/accounts/user/{nia.pk}/change/"
    page = client.get(address).content.decode()
    assert 'name="is_staff"' in page
    assert 'name="email"' not in page
    assert 'name="password"' not in page
    inline = {"consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"}
    client.post(address, {"is_active": "on", "is_safety_staff": "on", "email": "x@example.org", **inline})
    nia.refresh_from_db()
    assert nia.is_safety_staff
    assert nia.email == "nia@example.org"
    assert nia.check_password(PASSPHRASE)


def test_nobody_hands_out_tasks_without_being_an_administrator(client: Client, sam: User, nia: User) -> None:
    from django.contrib.auth.models import Permission

    sam.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    sign_in_as_staff(client, sam)
    for user in (sam, nia):
        assert 'name="is_superuser"' not in client.get(f"/admin/accounts/user/{user.pk}/change/").content.decode()


def test_there_is_one_row_of_site_settings(client: Client, admin: User) -> None:
    assert SiteSettings.objects.count() == 1
    assert client.get("/admin/accounts/sitesettings/1/change/").status_code == 200
    assert client.get("/admin/accounts/sitesettings/add/").status_code == 403
    assert client.post("/admin/accounts/sitesettings/1/delete/", {"post": "yes"}).status_code == 403


def test_consent_can_only_be_read(client: Client, admin: User, nia: User) -> None:
    consent = nia.consents.first()
    assert consent is not None
    assert client.get("/admin/accounts/consent/").status_code == 200
    assert client.get("/admin/accounts/consent/add/").status_code == 403
    assert client.post(f"/admin/accounts/consent/{consent.pk}/change/", {"version": "9"}).status_code == 403


def test_signing_out_and_changing_the_passphrase_go_through_our_own_pages(client: Client, admin: User) -> None:
    assert client.post("/admin/logout/").headers["Location"] == "/accounts/logout/"
    assert client.get("/admin/password_change/").headers["Location"] == "/accounts/password/change/"


def test_the_administration_has_help_and_the_way_out_too(client: Client, admin: User) -> None:
    page = client.get("/admin/").content.decode()
    assert 'href="/help/"' in page
    assert 'action="/leave/"' in page
    assert admin.email not in page


@pytest.mark.parametrize(
    "model", ["account/emailaddress", "mfa/authenticator", "usersessions/usersession", "auth/group"]
)
def test_what_one_signs_in_with_is_not_in_the_administration(client: Client, admin: User, model: str) -> None:
    assert client.get(f"/admin/{model}/").status_code == 404
    assert f"/admin/{model}/" not in client.get("/admin/").content.decode()
