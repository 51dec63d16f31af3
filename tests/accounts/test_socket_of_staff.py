"""A socket opens for staff only in a session in which their second factor was shown."""

from django.conf import settings
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from apps.accounts.models import User
from tests.accounts.second_factor import enrol, sign_in_as_staff
from tests.live import LiveApp


def answer_to_ping(app: LiveApp, client: Client) -> str:
    """Return "pong", or the code with which the socket was closed."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    with connect(app.socket_url, origin=Origin(app.url), additional_headers={"Cookie": cookie}) as socket:
        try:
            socket.send('{"type": "ping"}')
            return "pong" if "pong" in str(socket.recv(timeout=30)) else "something else"
        except ConnectionClosed as closed:
            return str(closed.rcvd.code if closed.rcvd else "lost")


def test_a_passphrase_alone_opens_no_socket_of_staff(live_app: LiveApp, sam: User, client: Client) -> None:
    enrol(sam)
    client.force_login(sam)
    assert answer_to_ping(live_app, client) == "4401"
    sign_in_as_staff(client, sam)
    assert answer_to_ping(live_app, client) == "pong"


def test_everybody_elses_socket_opens_as_before(live_app: LiveApp, nia: User, client: Client) -> None:
    client.force_login(nia)
    assert answer_to_ping(live_app, client) == "pong"
