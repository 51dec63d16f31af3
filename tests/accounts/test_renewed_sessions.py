"""Whoever is asked again who they are goes on under a new key: the one before opens nothing, and no open page notices."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.sessions import DISCREET_FOR, MOST_FORMER, mark_of
from apps.core.socket_sessions import SocketUser, refused_among
from apps.core.sockets import CloseCode
from apps.notifications.models import PushDevice
from tests.accounts.factories import PASSPHRASE

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(nia: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": nia.email, "password": PASSPHRASE})
    return client


def key_of(client: Client) -> str:
    return client.session.session_key or ""


def socket_of(client: Client, user: User) -> SocketUser:
    return SocketUser(user.pk, key_of(client), user.get_session_auth_hash(), "en", "UTC")


def ask_again(client: Client) -> str:
    """Return the key of before."""
    before = key_of(client)
    assert client.post("/accounts/reauthenticate/", {"password": PASSPHRASE}).status_code == 302
    assert key_of(client) not in {before, ""}
    return before


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_the_key_of_before_opens_nothing_and_what_hangs_on_the_session_goes_along(nia: User, browser: Client) -> None:
    device = PushDevice.objects.create(user=nia, name="Phone", address_mark="a", session_mark=mark_of(key_of(browser)))
    socket = socket_of(browser, nia)
    before = ask_again(browser)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = before
    assert (is_signed_in(thief), is_signed_in(browser)) == (False, True)
    assert Session.objects.get(session_key=before).get_decoded() == {}
    assert refused_among([socket]) == {}, "a page that is open talks on"
    assert UserSession.objects.get().session_key == key_of(browser)
    device.refresh_from_db()
    assert device.session_mark == mark_of(key_of(browser))


def test_open_sockets_of_former_keys_end_with_the_session_or_when_there_are_many(nia: User, browser: Client) -> None:
    sockets = []
    for _ in range(MOST_FORMER + 1):
        sockets.append(socket_of(browser, nia))
        ask_again(browser)
    assert refused_among(sockets) == {sockets[0]: CloseCode.SIGNED_OUT}
    User.objects.filter(pk=nia.pk).update(is_discreet=True)
    browser.get("/me/")
    latest = Session.objects.order_by("-expire_date").values_list("expire_date", flat=True)[0]
    assert latest < timezone.now() + 2 * DISCREET_FOR, "whoever leaves a page open is not here for longer by it"
    browser.post("/accounts/logout/")
    assert set(refused_among(sockets)) == set(sockets)


def an_hour_later(client: Client) -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"at": record["at"] - 3600} for record in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()


def test_a_session_that_is_ended_from_elsewhere_takes_its_former_keys_along(nia: User, browser: Client) -> None:
    socket = socket_of(browser, nia)
    ask_again(browser)
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": nia.email, "password": PASSPHRASE})
    an_hour_later(elsewhere)
    asked = elsewhere.post("/me/sessions/ending/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert is_signed_in(browser)
    elsewhere.post(asked["Location"], {"password": PASSPHRASE, "next": "/me/sessions/ending/"})
    assert is_signed_in(elsewhere)
    assert not is_signed_in(browser)
    assert refused_among([socket]) == {socket: CloseCode.SIGNED_OUT}
