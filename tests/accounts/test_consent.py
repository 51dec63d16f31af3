"""Consent comes before everything but help and the ways out, and again when the words change."""

import pytest
from django.test import Client

from apps.accounts.models import Consent, Document, SiteSettings, User
from apps.accounts.services.consent import missing_documents, record_consent
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def unsure(db: None, client: Client) -> User:
    """Is signed in and has agreed to nothing."""
    user = make_user("unsure", has_consented=False)
    client.force_login(user)
    return user


@pytest.mark.parametrize("path", ["/", "/me/", "/welcome/", "/accounts/email/", "/accounts/2fa/"])
def test_whoever_has_not_agreed_is_led_to_the_question(client: Client, unsure: User, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/me/consent/?next=")


@pytest.mark.parametrize("path", ["/help/", "/terms/", "/privacy/", "/healthz", "/me/notices/", "/accounts/logout/"])
def test_help_the_documents_and_the_way_out_stay_open(client: Client, unsure: User, path: str) -> None:
    assert client.get(path).status_code == 200


def test_leaving_and_signing_out_work_without_agreeing(client: Client, unsure: User) -> None:
    assert client.post("/leave/").status_code == 200
    client.force_login(unsure)
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_a_program_is_told_with_a_code(client: Client, unsure: User) -> None:
    answer = client.get("/me/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "consent_needed")


def test_a_fragment_is_led_by_its_page(client: Client, unsure: User) -> None:
    answer = client.get("/me/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (403, "/me/consent/")


def test_what_does_not_exist_does_not_exist(client: Client, unsure: User) -> None:
    assert client.get("/nowhere/").status_code == 404


def test_agreeing_leads_back(client: Client, unsure: User) -> None:
    ticks = dict.fromkeys(Document.values, "on")
    answer = client.post("/me/consent/", {"next": "/groups/?topic=grief", **ticks})
    assert answer.headers["Location"] == "/groups/?topic=grief"
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "\0"])
def test_agreeing_never_leads_off_the_site(client: Client, unsure: User, where: str) -> None:
    answer = client.post("/me/consent/", {"next": where, **dict.fromkeys(Document.values, "on")})
    assert answer.headers["Location"] == "/"


def test_a_missing_tick_is_asked_for_and_nothing_is_kept(client: Client, unsure: User) -> None:
    answer = client.post("/me/consent/", {"terms": "on"})
    assert answer.status_code == 200
    assert "field__error" in answer.content.decode()
    assert not unsure.consents.exists()


def test_a_new_version_asks_for_what_changed_alone(client: Client, nia: User) -> None:
    client.force_login(nia)
    assert client.get("/me/").status_code == 200
    SiteSettings.objects.update(terms_version=2)
    assert client.get("/me/").status_code == 302
    page = client.get("/me/consent/").content.decode()
    assert 'name="terms"' in page
    assert 'name="sensitive"' not in page
    assert 'name="adult"' not in page
    client.post("/me/consent/", {"terms": "on"})
    assert client.get("/me/").status_code == 200
    assert list(nia.consents.filter(document="terms").values_list("version", flat=True).order_by("version")) == [1, 2]


def test_a_consent_that_was_withdrawn_is_asked_for_again(nia: User) -> None:
    site = SiteSettings.load()
    assert missing_documents(nia, site) == []
    Consent.objects.filter(user=nia, document="sensitive").update(withdrawn_at="2026-01-01T00:00Z")
    assert missing_documents(nia, site) == [Document.SENSITIVE]
    record_consent(nia, [Document.SENSITIVE], site)
    assert missing_documents(nia, site) == []
