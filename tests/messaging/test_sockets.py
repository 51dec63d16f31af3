"""Sockets over a real server, PostgreSQL and Valkey."""

import pytest

from apps.accounts.models import User
from apps.groups.models import Group
from apps.messaging.services.rooms import chat_room
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of, open_tab


@pytest.fixture
def group(live_app: LiveApp, group: Group) -> Group:
    return group


@pytest.fixture
def room(group: Group) -> str:
    return chat_room(group).public_id


def test_what_one_says_the_other_sees(live_app: LiveApp, room: str, bob: User, carol: User) -> None:
    with (
        open_tab(live_app.socket_url, cookie_of(bob)) as hers,
        open_tab(live_app.socket_url, cookie_of(carol)) as his,
    ):
        assert hers.open(room)["change"] == 0
        his.open(room)
        client_id = hers.say(room, "Nine days.")
        sent = hers.until("message.sent")
        seen = his.until("message.changed")
    assert (sent["client_id"], sent["number"], sent["change"], sent["state"]) == (client_id, 1, 1, "visible")
    assert (seen["body"], seen["alias"], seen["id"]) == ("Nine days.", "Bramble", sent["id"])
    assert "<p>Nine days.</p>" in seen["html"]
