"""The live layer is only a hint: a server that cannot reach Valkey at all still tells everybody everything."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import EndKind
from apps.messaging.models import Room
from devkit.children import free_port
from tests.live import LiveApp
from tests.messaging.tabs import Tab, cookie_of, open_tab

BEAT = 12  # seconds in which a heartbeat must have come: one every 5 s while the layer is away


@pytest.fixture
def deaf_app(live_app: LiveApp) -> Iterator[LiveApp]:
    """A web process whose Valkey refuses every connection."""
    port = free_port()
    environment = live_app.environment | {
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "SITE_URL": f"http://localhost:{port}",
    }
    app = replace(live_app, port=port, environment=environment, children={})
    app.start("web-deaf")
    yield app
    app.stop()


def catch_up(tab: Tab, room: Room, change: int) -> list[str]:
    """Do what a page does: ask for what is missing when a heartbeat is ahead."""
    beat = tab.until("room.heartbeat", seconds=BEAT, where=lambda frame: frame["change"] > change)
    tab.send(type="room.open", room=room.public_id, after=change)
    tab.until("room.opened")
    assert beat["change"] > change
    return [frame["body"] for frame in tab.frames if frame["type"] == "message.changed"]


def test_everything_arrives_by_heartbeat(deaf_app: LiveApp, room: Room, bob: User, carol: User) -> None:
    with open_tab(deaf_app.socket_url, cookie_of(bob)) as his, open_tab(deaf_app.socket_url, cookie_of(carol)) as hers:
        his.open(room.public_id)
        hers.open(room.public_id)
        for number in range(3):
            his.say(room.public_id, f"line {number}")
        numbers = [his.until("message.sent")["number"] for _ in range(3)]
        heard = catch_up(hers, room, 0)
    assert numbers == [1, 2, 3]
    assert heard == ["line 0", "line 1", "line 2"]


def test_removal_takes_effect_by_heartbeat(deaf_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(deaf_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        bob.memberships.update(ended_at=timezone.now(), end_kind=EndKind.REMOVED)
        assert tab.close_code(seconds=BEAT) == 4403
