"""A discreet person is signed out after a quarter of an hour in which they did nothing."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of, open_tab

FETCH = {"Sec-Fetch-Mode": "cors"}


class Clock:
    """The time of day, to be moved by minutes."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now

    def move(self, *, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(timezone, "now", moved)
    return moved


@pytest.fixture
def discreet(bob: User, client: Client) -> Client:
    User.objects.filter(pk=bob.pk).update(is_discreet=True)
    client.force_login(bob)
    client.get("/me/")
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_after_a_quarter_of_an_hour_of_nothing_the_session_is_over(clock: Clock, discreet: Client) -> None:
    clock.move(minutes=15)
    assert is_signed_in(discreet)
    clock.move(minutes=17)
    assert not is_signed_in(discreet)


def test_whoever_does_something_stays(clock: Clock, discreet: Client) -> None:
    by_hand = FETCH | {"HX-Request": "true"}
    for address, headers in (("/me/", {}), ("/me/here/", FETCH), ("/groups/", by_hand)):
        clock.move(minutes=14)
        assert discreet.get(address, headers=headers).status_code in {200, 204}
    clock.move(minutes=14)
    assert is_signed_in(discreet)


@pytest.mark.parametrize("headers", [FETCH, {"Accept": "application/json"}])
def test_what_an_open_page_asks_for_by_itself_keeps_nobody_signed_in(
    headers: dict[str, str], clock: Clock, discreet: Client, group: Group
) -> None:
    for _ in range(4):
        clock.move(minutes=5)
        discreet.get(f"/groups/{group.public_id}/", headers=headers)

    assert not is_signed_in(discreet)
    assert discreet.get("/me/here/", headers=FETCH).status_code == 302


@pytest.mark.parametrize("switch", ["never on", "on", "off again"])
def test_it_holds_from_the_moment_it_is_chosen_until_it_is_taken_back(
    switch: str, clock: Clock, bob: User, client: Client
) -> None:
    client.force_login(bob)
    answers = {"never on": [], "on": ["yes"], "off again": ["yes", "no"]}[switch]
    for answer in answers:
        client.post("/me/discretion/", {"is_discreet": answer})
    clock.move(minutes=60)

    assert is_signed_in(client) is (switch != "on")
    clock.move(minutes=settings.SESSION_COOKIE_AGE // 60 - 120)
    assert is_signed_in(client) is (switch != "on")


def test_the_page_of_a_discreet_person_alone_says_that_they_are_there(discreet: Client, carol: User) -> None:
    assert '<still-here data-address="/me/here/"' in discreet.get("/me/").content.decode()
    discreet.force_login(carol)
    assert "still-here" not in discreet.get("/me/").content.decode()


def test_a_socket_ends_with_its_session_however_much_it_pings(live_app: LiveApp, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        assert tab.close_code(seconds=17) == 4401


def test_whoever_comes_each_week_signs_in_anew_after_a_month_discreet_or_not(clock: Clock, bob: User) -> None:
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(bob)
        assert is_signed_in(browser)
    for _week in range(4):
        clock.move(minutes=7 * 24 * 60)
        assert is_signed_in(browsers[0])
    assert not Session.objects.filter(expire_date__gt=clock.now + timedelta(days=2, minutes=1)).exists()
    clock.move(minutes=2 * 24 * 60 + 1)
    assert not is_signed_in(browsers[0])
    assert not is_signed_in(browsers[1]), "unused for two weeks"
