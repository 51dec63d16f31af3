"""Turns and the script over the socket of a meeting, against the running application."""

import time
from datetime import timedelta

import pytest
from websockets.sync.client import ClientConnection

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Format, Meeting, Step
from tests.live import LiveApp
from tests.meetings.factories import make_meeting, make_series, make_step
from tests.meetings.test_room_socket import Frame, Room, frame_of, room, say, state_until, take_seat  # noqa: F401 - fixtures

STRANGE: list[Frame] = [
    {"type": "turn.next"},
    {"type": "turn.next", "turn": 5},
    {"type": "turn.next", "turn": "x" * 41},
    {"type": "queue.move"},
    {"type": "queue.move", "person": "nobody", "by": True},
    {"type": "queue.move", "person": "nobody", "by": "1"},
    {"type": "queue.move", "person": "nobody", "by": 10**9},
    {"type": "queue.order", "seconds": 61},
    {"type": "queue.order", "seconds": None},
    {"type": "queue.order", "quiet_first": "yes"},
    {"type": "room.sound"},
    {"type": "room.sound", "sound": "silence"},
    {"type": "script.go", "seen": 0},
    {"type": "script.go", "seen": 0, "to": -1},
    {"type": "script.go", "seen": [], "to": {}},
    {"type": "script.stretch", "seen": 0, "minutes": 60},
]


@pytest.fixture
def meeting(live_app: LiveApp, group: Group) -> Meeting:
    step = make_step(group, kind=Step.Kind.WELCOME, title="Arriving")
    make_step(group, kind=Step.Kind.ROUND, title="How is everybody", sound=Step.Sound.IN_TURN)
    series = make_series(group, format=Format.CHAT, script=step.script)
    return make_meeting(group, starts_in=timedelta(minutes=5), series=series)


def turn_in(state: Frame) -> str:
    return str(state["queue"]["turn"])


def has_turn(state: Frame) -> bool:
    return bool(state["queue"] and state["queue"]["turn"])


def test_everybody_follows_a_step_and_whoever_comes_back_finds_it(
    room: Room,  # noqa: F811
    meeting: Meeting,
    alice: User,
    bob: User,
) -> None:
    host: ClientConnection = room.open(take_seat(alice, meeting))
    cookie = take_seat(bob, meeting, host=alice)
    member = room.open(cookie)
    say(host, type="script.start")
    for socket in (host, member):
        state = state_until(socket, lambda state: bool(state["run"]) and state["run"]["step"] == 0)
        assert state["run"]["title"] == "Arriving"
        assert abs(state["now"] - time.time()) < 60

    say(host, type="script.go", seen=0, to=1)
    mine = turn_in(state_until(host, has_turn))
    say(host, type="turn.next", turn=mine)
    assert state_until(member, has_turn)["may_write"]
    member.close()
    again = room.open(cookie)
    state = state_until(again, lambda state: bool(state["run"]) and state["run"]["step"] == 1)
    assert turn_in(state) != mine
    say(again, type="script.stop")
    assert frame_of(again, "error")["code"] == "not_permitted"


def test_strange_wishes_get_an_answer_and_break_nothing(
    room: Room,  # noqa: F811
    meeting: Meeting,
    alice: User,
) -> None:
    host = room.open(take_seat(alice, meeting))
    say(host, type="script.start")
    for frame in STRANGE:
        say(host, **frame)
        assert frame_of(host, "error")["about"] == frame["type"]
    say(host, type="ping")
    frame_of(host, "pong")
