"""The database ends its connections while sockets are open: people are told to try again, and sockets stay."""

import psycopg
from django.db import connection

from apps.accounts.models import User
from apps.messaging.models import Room
from tests.live import LiveApp
from tests.messaging.tabs import cookie_of, open_tab


def end_connections_of_processes() -> None:
    """End every connection to the live database but this test's own, as a restart of the database does."""
    params = connection.get_connection_params()
    with psycopg.connect(
        **{name: params[name] for name in ("dbname", "user", "host", "port", "password") if name in params}
    ) as own:
        own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
            " AND pid <> pg_backend_pid()",
            [connection.connection.info.backend_pid],
        )


def test_a_room_opens_again_after_the_database_ended_its_connections(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        end_connections_of_processes()
        for _ in range(3):
            tab.send(type="room.open", room=room.public_id)
            answer = tab.next()
            assert (answer["type"], answer.get("code")) in {("room.opened", ""), ("error", "unavailable")}
        assert answer["type"] == "room.opened"
    assert "Traceback" not in live_app.log_of("web")
