"""Frames that no page would send to a meeting's socket: none is an exception, and the others' meeting goes on."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import batched

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from apps.accounts.models import User
from apps.groups.models import Group
from apps.meetings.models import Format, Meeting
from apps.meetings.room_actions import ACTIONS
from apps.meetings.room_media import MEDIA_ACTIONS
from tests.faults.nonsense import Nonsense
from tests.faults.test_random_frames import EXPECTED_ENDS
from tests.live import LiveApp
from tests.meetings.factories import make_meeting, make_series
from tests.meetings.test_room_socket import take_seat

FRAMES = 600  # each that is well formed asks the database several things
AT_ONCE = 50  # within the pace of a meeting's socket
PATIENCE = 60
# What ends the socket or the meeting as it should is not sent.
TYPES = sorted(
    {*ACTIONS, *MEDIA_ACTIONS, "ping", "seat.dance", "media.dance", "", "__init__"} - {"seat.leave", "meeting.end"}
)
FIELDS = [
    "person",
    "role",
    "sdp",
    "version",
    "side",
    "candidate",
    "is_light",
    "audio",
    "video",
    "body",
    "client_id",
    "door",
    "line",
    "is_open",
    "kind",
    "turn",
    "by",
    "seconds",
    "quiet_first",
    "sound",
    "seen",
    "to",
    "minutes",
]


@pytest.fixture
def meeting(live_app: LiveApp, group: Group) -> Meeting:
    live_app.start("media")
    live_app.begin_logs()
    return make_meeting(group, starts_in=timedelta(minutes=5), series=make_series(group, format=Format.VIDEO))


@contextmanager
def inside(app: LiveApp, meeting: Meeting, cookie: str) -> Iterator[ClientConnection]:
    address, origin = f"{app.socket_url}meetings/{meeting.public_id}/", Origin(app.url)
    with connect(address, additional_headers={"Cookie": cookie}, origin=origin, proxy=None, open_timeout=60) as socket:
        yield socket


def test_hundreds_of_random_frames(
    live_app: LiveApp, meeting: Meeting, alice: User, bob: User, carol: User, seed: int
) -> None:
    """Half of them come from a host, whom more is allowed."""
    nonsense = Nonsense(random.Random(seed), meeting.public_id, TYPES, FIELDS)
    host, member, other = (take_seat(user, meeting, host=alice) for user in (alice, bob, carol))
    with inside(live_app, meeting, other) as undisturbed:
        for cookie in (host, member):
            frames = (nonsense.frame() for _each in range(FRAMES // 2))
            answers, ends = pour(live_app, meeting, cookie, frames)
            assert ends.keys() <= EXPECTED_ENDS, ends
            assert sum(ends.values()) < FRAMES / 2 / AT_ONCE, ends
            assert answers["bad_frame"] > FRAMES / 20
            assert {"invalid", "unknown_type"} <= answers.keys(), answers
        undisturbed.send(json.dumps({"type": "ping"}))
        while json.loads(undisturbed.recv(timeout=PATIENCE))["type"] != "pong":
            pass
    for name in ("web", "media"):
        assert "Traceback" not in live_app.log_of(name), live_app.log_of(name)[-5000:]


def pour(
    app: LiveApp, meeting: Meeting, cookie: str, frames: Iterable[str | bytes]
) -> tuple[Counter[str], Counter[int | None]]:
    """Send all frames, some on each socket; return error codes and how sockets ended."""
    answers: Counter[str] = Counter()
    ends: Counter[int | None] = Counter()
    for number, some in enumerate(batched(frames, AT_ONCE)):
        last = f"last.{number}"
        with inside(app, meeting, cookie) as socket:
            with suppress(ConnectionClosed):  # What was answered until then is still there to be read.
                for frame in (*some, json.dumps({"type": last})):
                    socket.send(frame)
            try:
                while (answer := json.loads(socket.recv(timeout=PATIENCE))).get("about") != last:
                    answers[str(answer.get("code", answer["type"]))] += 1
            except ConnectionClosed as closed:
                ends[closed.rcvd.code if closed.rcvd else None] += 1
    return answers, ends
