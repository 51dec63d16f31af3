"""Ten thousand frames that no page would send: none is an exception, and ordinary talk goes on beside them."""

import json
import random
import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import batched
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from apps.accounts.models import User
from apps.core.sockets import LARGEST_FRAME
from apps.messaging.models import Message, Room
from tests.faults.agreement import assert_nothing_lost, settle
from tests.faults.conftest import OpenPages
from tests.faults.servers import FragileApp
from tests.faults.talking import talk_during
from tests.messaging.tabs import cookie_of, open_tab

FRAMES = 10_000
NOWHERE = "2" * 12  # a room that does not exist: the answer says that all before it was answered
TYPES = ["room.open", "room.close", "message.send", "typing", "ping", "reaction.add", "room.destroy", "", "__init__"]
FIELDS = ["room", "after", "client_id", "body", "kind", "content_note", "reply_to", "limit", "user_id", "state"]
LETTERS = "aZ9 \n\t\0\r\x1b\x7f\u200b\u202e\ufeff\uffff🙂é<&\"'%{}\\"
# What a socket may end with when it gets such frames; 1007 and 1009 are the protocol's own refusals (RFC 6455, 7.4.1).
EXPECTED_ENDS = {4429, 1007, 1009}


class Nonsense:
    """Frames from one dice: bad JSON, binary, deep nesting, NUL, huge numbers, half characters, wrong values."""

    def __init__(self, dice: random.Random, room: str) -> None:
        self.dice = dice
        self.room = room
        self._makers: list[Callable[[], str | bytes]] = [
            self.bytes,
            self.broken,
            self.deep,
            self.huge,
            self.half,
            self.value,
            self.shaped,
            self.shaped,
        ]

    def frame(self) -> str | bytes:
        make: Callable[[], str | bytes] = self.dice.choice(self._makers)
        return make()

    def bytes(self) -> bytes:
        return self.dice.randbytes(self.dice.randrange(200))

    def broken(self) -> str:
        whole = json.dumps(self._object())
        at = self.dice.randrange(len(whole))
        return whole[:at] + self.dice.choice(["", "\0", "}", '"', ",", "NaN", "\\u12"]) + whole[at + 1 :]

    def deep(self) -> str:
        depth = self.dice.choice([7, 100, 5000, 15_000])
        opening, closing = self.dice.choice([("[", "]"), ('{"a":', "}")])
        return f'{{"type": "ping", "room": {opening * (depth // len(opening))}0{closing * (depth // len(opening))}}}'

    def huge(self) -> str:
        number = self.dice.choice(
            ["9" * 5000, "-" + "9" * 400, "1e400", "-1e-400", "1e" + "9" * 300, "Infinity", "NaN"]
        )
        kind, field = self.dice.choice(TYPES), self.dice.choice(FIELDS)
        return f'{{"type": "{kind}", "room": "{self.room}", "{field}": {number}}}'

    def half(self) -> str:
        kind, field = self.dice.choice(TYPES), self.dice.choice(FIELDS)
        return f'{{"type": "{kind}", "room": "{self.room}", "{field}": "a\\ud83d\\u0000"}}'

    def value(self) -> str:
        return json.dumps(self._value(3))

    def shaped(self) -> str:
        """The right type with values that are wrong, or right but for one."""
        frame = {"type": self.dice.choice(TYPES), "room": self.room, "client_id": "n", "body": "", "after": 0}
        for _each in range(self.dice.randrange(1, 4)):
            frame[self.dice.choice(["type", *FIELDS])] = self._value(2)
        return json.dumps(frame)

    def _object(self) -> dict[str, Any]:
        return {self._text(): self._value(2) for _each in range(self.dice.randrange(1, 5))}

    def _value(self, depth: int) -> Any:
        simple = [None, True, False, -1, 2**62, 2**70, -(2**63), 0.5, self._text(), self.room, self.room.upper(), ""]
        if depth == 0 or self.dice.random() < 0.6:
            return self.dice.choice(simple)
        some = [self._value(depth - 1) for _each in range(self.dice.randrange(4))]
        return self.dice.choice([some, {self._text(): value for value in some}])

    def _text(self) -> str:
        length = self.dice.choice([0, 1, 5, 64, 65, 4001])
        return "".join(self.dice.choices(LETTERS + string.ascii_letters, k=length))


def test_ten_thousand_random_frames(
    pair: FragileApp, open_pages: OpenPages, room: Room, bob: User, carol: User, mo: User, seed: int
) -> None:
    nonsense = Nonsense(random.Random(seed), room.public_id)
    pages = open_pages(pair.site, carol, mo, seed=seed)
    with talk_during(pages, random.Random(seed)):
        answers, ends = pour(pair, cookie_of(bob), (nonsense.frame() for _each in range(FRAMES)))
    settle(pages, room)
    assert ends.keys() <= EXPECTED_ENDS
    assert sum(ends.values()) < FRAMES / 200, ends
    assert answers["bad_frame"] > FRAMES / 10
    assert {"invalid", "not_found", "unknown_type"} <= answers.keys()
    assert not Message.objects.filter(room=room, body="").exists()
    assert_nothing_lost(pages, room)
    for page in pages:
        assert not page.breaks
        assert not page.refusals
    pair.assert_calm()


def pour(app: FragileApp, cookie: str, frames: Iterator[str | bytes]) -> tuple[Counter[str], Counter[int | None]]:
    """Send all frames, on a new socket whenever one was ended; return error codes and how sockets ended.

    A hundred frames at once are within a socket's pace; what comes back is read before the next hundred.
    """
    answers: Counter[str] = Counter()
    ends: Counter[int | None] = Counter()
    for some in batched(frames, 100):
        with open_tab(app.socket_url, cookie, app.url) as tab:
            with suppress(ConnectionClosed):  # What was answered until then is still there to be read.
                for frame in some:
                    tab.connection.send(frame)
                tab.send(type="room.open", room=NOWHERE)
            try:
                while (answer := tab.next(10)).get("room") != NOWHERE:
                    answers[str(answer.get("code", answer["type"]))] += 1
            except ConnectionClosed as closed:
                ends[_code(closed, some)] += 1
    return answers, ends


def _code(closed: ConnectionClosed, sent: Iterable[str | bytes]) -> int | None:
    if closed.rcvd is None and any(len(frame) > LARGEST_FRAME for frame in sent):
        # Where more is still on its way to a server that has ended the socket, its last word can be lost on ours.
        return CloseCode.MESSAGE_TOO_BIG
    return closed.rcvd.code if closed.rcvd else None
