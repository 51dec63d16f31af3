"""In production each cookie of ours is bound to this host, and no other is read."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from apps.core.cookies import readable_cookies


@pytest.fixture
def as_in_production(settings: Settings) -> None:
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.django_db
def test_every_cookie_has_the_prefix_and_is_known_again(as_in_production: None) -> None:
    browser = Client()
    browser.post("/leave/choice/", {"choice": "hidden", "next": "/"})
    browser.get("/accounts/login/")
    assert {"__Host-leave", "__Host-csrf"} <= set(browser.cookies)
    for name, cookie in browser.cookies.items():
        assert name.startswith("__Host-"), name
        assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"]) == (True, "/", "", "Lax"), name
    assert browser.cookies["__Host-leave"]["httponly"]
    assert b'action="/leave/" hidden' in browser.get("/help/").content, "known again by its plain name"
    browser.post("/leave/")
    assert browser.cookies["__Host-leave"].value == ""


def test_what_a_neighbour_put_there_is_not_read(as_in_production: None) -> None:
    request = HttpRequest()
    request.COOKIES = {"tz": "Asia/Tokyo", "sessionid": "x", "__Host-zone": "Asia/Kolkata", "__Host-session": "y"}
    readable_cookies(lambda _: HttpResponse())(request)
    assert request.COOKIES == {"zone": "Asia/Kolkata", "__Host-session": "y"}


def test_values_and_ends_survive_the_change_of_name(as_in_production: None) -> None:
    inner = HttpResponse()
    inner.set_cookie("device", 'a "quoted"; value', max_age=60, httponly=True, samesite="Strict")
    outer = readable_cookies(lambda _: inner)(HttpRequest())
    [(name, cookie)] = outer.cookies.items()
    assert (name, cookie.value, cookie["max-age"]) == ("__Host-device", 'a "quoted"; value', 60)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
