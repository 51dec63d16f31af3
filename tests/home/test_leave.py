"""Leave now, as the server sees it: what the page's own module adds is in tests/e2e/test_leave_now.py."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from apps.accounts.models import SiteSettings, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(bob: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    return client


def test_leaving_ends_the_session_and_has_the_browser_forget_the_site(browser: Client) -> None:
    key = browser.cookies["sessionid"].value

    answer = browser.post("/leave/")

    assert answer.status_code == 200
    assert not Session.objects.filter(session_key=key).exists()
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies["sessionid"].value


def test_leaving_goes_to_the_address_of_the_site_settings(browser: Client) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"leave_url": "https://weather.example/?a=1&b=2"})

    page = browser.post("/leave/").content.decode()

    assert 'content="0; url=https://weather.example/?a=1&amp;b=2"' in page
    assert "Beside" not in page


def test_a_stranger_is_sent_away_as_well() -> None:
    assert Client(enforce_csrf_checks=True).post("/leave/").status_code == 200


def test_another_site_cannot_sign_somebody_out(browser: Client) -> None:
    key = browser.cookies["sessionid"].value

    answer = browser.post("/leave/", headers={"Sec-Fetch-Site": "cross-site"})

    assert Session.objects.filter(session_key=key).exists()
    assert "Clear-Site-Data" not in answer.headers


def test_a_link_does_not_sign_somebody_out(browser: Client) -> None:
    assert browser.get("/leave/").status_code == 405


@pytest.mark.parametrize("choice", ["told", "hidden"])
def test_the_browser_remembers_the_choice(bob: User, choice: str) -> None:
    client = Client()
    client.force_login(bob)

    answer = client.post("/leave/choice/", {"choice": choice, "next": "/groups/"})

    assert answer.headers["Location"] == "/groups/"
    assert answer.cookies["leave"].value == choice
    assert answer.cookies["leave"]["httponly"]


def test_whoever_is_told_while_typing_stays_on_the_page(bob: User) -> None:
    client = Client()
    client.force_login(bob)
    told = client.get("/").content.decode().partition("<told-once>")[2].partition("</told-once>")[0]
    assert 'name="next"' not in told

    answer = client.post("/leave/choice/", {"choice": "told"})

    assert answer.status_code == 204
    assert answer.cookies["leave"].value == "told"
    assert "<told-once>" not in client.get("/").content.decode()


def test_a_hidden_button_can_be_shown_again(bob: User) -> None:
    client = Client()
    client.force_login(bob)
    assert 'name="choice" value="hidden"' in client.get("/me/").content.decode()

    client.post("/leave/choice/", {"choice": "hidden"})

    assert 'name="choice" value="told"' in client.get("/me/").content.decode()


def test_the_choice_leads_nowhere_else(bob: User) -> None:
    client = Client()
    client.force_login(bob)

    answer = client.post("/leave/choice/", {"choice": "anything", "next": "https://elsewhere.example/"})

    assert answer.headers["Location"] == "/"
    assert "leave" not in answer.cookies
