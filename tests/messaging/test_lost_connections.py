"""The database has ended a process's connections, as a restart does: whoever speaks first notices nothing."""

import asyncio
from collections.abc import Iterator

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.messaging.consumers.writer import Writer, _keep
from apps.messaging.models import Message, Room
from apps.messaging.services.posting import Draft, Outcome, Posted
from tests.live import LiveApp, wait_until
from tests.messaging.tabs import cookie_of, open_tab


def end_connections_of(process: str) -> None:
    """End every connection of the process, and wait until they are gone; one may go by itself meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, pg_terminate_backend(pid, 30000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [process],
        )
        ended = [pid for pid, _is_gone in cursor.fetchall()]
    assert ended
    wait_until(lambda: not are_there(ended), what="they are gone")


def are_there(backends: list[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ANY(%s))", [backends])
        return bool(cursor.fetchone()[0])


def test_a_room_opens_at_once(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        end_connections_of("web")
        tab.send(type="room.open", room=room.public_id)
        assert tab.next(30)["type"] == "room.opened"
    assert "Traceback" not in live_app.log_of("web")


def test_words_are_kept_at_once(live_app: LiveApp, room: Room, bob: User) -> None:
    with open_tab(live_app.socket_url, cookie_of(bob)) as tab:
        tab.open(room.public_id)
        tab.say(room.public_id, "before")
        tab.until("message.sent", 30)
        end_connections_of("web")
        tab.say(room.public_id, "after")
        tab.until("message.sent", 30)
        assert not [frame for frame in tab.frames if frame["type"] == "error"]
    assert [one.body for one in Message.objects.filter(room=room).order_by("number")] == ["before", "after"]
    assert "Traceback" not in live_app.log_of("web")


@pytest.fixture
def refusing() -> Iterator[None]:
    """Let the database refuse one message for a reason that nothing above it knows."""
    table = "ALTER TABLE messaging_message"
    with connection.cursor() as cursor:
        cursor.execute(f"{table} ADD CONSTRAINT refusing CHECK (body <> 'refused')")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"{table} DROP CONSTRAINT refusing")


@pytest.mark.django_db(transaction=True)
def test_words_that_the_database_refuses_do_not_take_others_with_them(
    refusing: None, bob: User, carol: User, room: Room
) -> None:
    drafts = [
        Draft(user.pk, room.public_id, body, body) for user, body in [(bob, "one"), (bob, "refused"), (carol, "two")]
    ]
    outcomes: dict[str, Outcome] = {}
    _keep(drafts, [lambda outcome, body=each.body: outcomes.update({body: outcome}) for each in drafts])  # type: ignore[misc]
    assert {body for body, outcome in outcomes.items() if isinstance(outcome, Posted)} == {"one", "two"}
    assert getattr(outcomes["refused"], "code", "") == "unavailable"
    assert set(Message.objects.values_list("body", flat=True)) == {"one", "two"}


@pytest.fixture
def own_writer(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writer]:
    """A writer of this test's own, whose connection is waited for at the end."""
    monkeypatch.setattr("apps.messaging.consumers.writer.IDLE", 0.02)
    yield Writer()
    wait_until(lambda: not others_connected(), seconds=30, what="the writer rests")


def others_connected() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def test_words_that_nobody_thought_of_do_not_end_the_writer(own_writer: Writer, bob: User, room: Room) -> None:
    broken = Draft(bob.pk, room.public_id, "one", None)  # type: ignore[arg-type]  # a mistake of ours
    usual = Draft(bob.pk, room.public_id, "two", "Still here")
    outcomes = [asyncio.run(written(own_writer, draft)) for draft in (broken, usual)]
    assert [getattr(outcome, "code", type(outcome)) for outcome in outcomes] == ["unavailable", Posted]


def test_more_than_can_wait_is_answered_at_once(
    own_writer: Writer, bob: User, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.messaging.consumers.writer.MOST_WAITING", 0)
    outcome = asyncio.run(written(own_writer, Draft(bob.pk, room.public_id, "one", "Words")))
    assert getattr(outcome, "code", "") == "unavailable"
    assert not Message.objects.exists()


async def written(writer: Writer, draft: Draft) -> Outcome:
    """Return what the writer answers."""
    answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    writer.write(draft, answer.set_result)
    return await asyncio.wait_for(answer, 30)
