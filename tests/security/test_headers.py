"""What protects an answer stands in the head of each: of every page (test_authz_matrix.py asks), of what went wrong, of files."""

import logging
import os
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as present
from django.test import Client, override_settings
from django.urls import reverse

from apps.accounts.models import User
from config import urls
from tests.accounts.factories import PASSPHRASE
from tests.accounts.second_factor import sign_in_as_staff
from tests.core.test_settings import COMPLETE
from tests.home import test_failures
from tests.notifications.push_receiver import Browser
from tests.security.headers import cookie_faults, faults

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
urlpatterns = test_failures.urlpatterns
ABOUT_BROWSERS = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "X_FRAME_")
# Browsers say their time zone by a script, and a page looks whether somebody chose another.
READ_BY_SCRIPTS = frozenset({"zone", "__Host-zone"})

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def production() -> Iterator[None]:
    """What browsers are told in production, read from the settings as production reads them."""
    root = logging.getLogger()
    kept = root.handlers, root.level
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() & {"DJANGO_SETTINGS_MODULE", *COMPLETE}:
            patch.delenv(name)
        for name, value in COMPLETE.items():
            patch.setenv(name, value)
        read = runpy.run_path(str(Path(present.BASE_DIR) / "config" / "settings.py"))
    root.handlers, root.level = kept
    told = {name: value for name, value in read.items() if name.startswith(ABOUT_BROWSERS)}
    with override_settings(**told, ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def visitor(production: None) -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


ERRORS = {
    "nowhere": ("get", "/nowhere/", {}, 404),
    "not theirs": ("get", "/groups/zzzzzzzzzzzz/", {}, 404),
    "another host": ("get", "/", {"Host": "elsewhere.example"}, 400),
    "no token": ("post", "/accounts/login/", {}, 403),
    "elsewhere": ("post", "/accounts/login/", {"Origin": "https://elsewhere.example"}, 403),
    "another method": ("get", "/leave/", {}, 405),
    "too fast": ("get", "/too-fast/", {}, 429),
    "broken": ("get", "/broken/", {}, 500),
    "no database": ("get", "/away/", {}, 503),
    "no file": ("get", "/static/x", {}, 404),
    "too large": ("large", "/accounts/login/", {}, 413),
    "signed out": ("get", "/me/", {}, 302),
    "no slash": ("get", "/help", {}, 301),
}


def knock(visitor: Client, method: str, address: str, headers: dict[str, str]) -> Any:
    if method != "large":
        return getattr(visitor, method)(address, headers=headers, secure=True)
    visitor.get(address, secure=True)
    body = "login=" + "x" * (present.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    own = headers | {"Origin": "https://testserver"}
    return visitor.post(address, body, "application/x-www-form-urlencoded", headers=own, secure=True)


@pytest.mark.parametrize("asks", ["text/html", "application/json", "a fragment"])
def test_what_went_wrong_is_guarded_like_any_page(visitor: Client, asks: str) -> None:
    wanted = {"HX-Request": "true"} if asks == "a fragment" else {"Accept": asks}
    wrong = {}
    for name, (method, address, headers, status) in ERRORS.items():
        answer = knock(visitor, method, address, wanted | headers)
        assert answer.status_code == status, name
        wrong[name] = faults("", answer) + cookie_faults(answer)
        assert "max-age=31536000" in answer["Strict-Transport-Security"], name
    assert {name: found for name, found in wrong.items() if found} == {}


def test_plain_http_leads_to_tls_and_sets_nothing(visitor: Client) -> None:
    answer = visitor.get("/accounts/login/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/accounts/login/")
    assert not answer.cookies


def test_every_cookie_is_for_tls_and_for_this_site_alone(production: None, nia: User, settings: Any) -> None:
    settings.PUSH_SERVICES = ["push.example"]
    visitor = Client()
    answers = [
        visitor.get("/accounts/login/", secure=True),
        visitor.get("/?time_zone=Europe/Dublin", secure=True),
        visitor.post("/leave/choice/", {"choice": "hidden", "next": "/"}, secure=True),
        visitor.post("/accounts/login/", {"login": nia.email, "password": PASSPHRASE}, secure=True),
        visitor.post(reverse("notifications:devices"), Browser("push.example").form, secure=True),
        visitor.post("/me/language/", {"language": "es"}, secure=True),
        visitor.post("/accounts/logout/", secure=True),
    ]
    assert [fault for answer in answers for fault in cookie_faults(answer, for_scripts=READ_BY_SCRIPTS)] == []
    given = {name for answer in answers for name in answer.cookies}
    assert {"__Host-session", "__Host-csrf"} <= given
    assert given >= {"__Host-zone", "__Host-device", "__Host-leave", "__Host-messages"}


@pytest.mark.parametrize("kept", ["/static/js/main.js", "/static/mark.svg"])
def test_a_file_of_the_site_may_be_kept_and_is_guarded(visitor: Client, kept: str) -> None:
    answer = visitor.get(kept, secure=True)
    answer.close()
    found = [fault for fault in faults("", answer) if not fault.startswith("Content-Security")]
    assert found == ["Cache-Control: ['max-age=60', 'public']"]


def test_the_administration_is_guarded_like_any_page(visitor: Client, sam: User) -> None:
    sign_in_as_staff(visitor, sam)
    for address, status in (("/admin/", 200), ("/admin/login/", 302), ("/admin/nowhere/", 404)):
        answer = visitor.get(address, secure=True)
        assert (answer.status_code, faults("", answer)) == (status, []), address
