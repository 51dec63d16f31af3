"""Ten thousand frames that no page would send: none is an exception, and ordinary talk goes on beside them."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import batched

from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from apps.accounts.models import User
from apps.core.sockets import LARGEST_FRAME
from apps.messaging.models import Message, Room
from tests.faults.agreement import assert_nothing_lost, settle
from tests.faults.conftest import OpenPages
from tests.faults.nonsense import Nonsense
from tests.faults.servers import FragileApp
from tests.faults.talking import talk_during
from tests.messaging.tabs import cookie_of, open_tab

FRAMES = 10_000
NOWHERE = "2" * 12  # a room that does not exist: the answer says that all before it was answered
TYPES = ["room.open", "room.close", "message.send", "typing", "ping", "reaction.add", "room.destroy", "", "__init__"]
FIELDS = ["room", "after", "client_id", "body", "kind", "content_note", "reply_to", "limit", "user_id", "state"]
# What a socket may end with when it gets such frames; 1007 and 1009 are the protocol's own refusals (RFC 6455, 7.4.1).
EXPECTED_ENDS = {4429, 1007, 1009}


def test_ten_thousand_random_frames(
    pair: FragileApp, open_pages: OpenPages, room: Room, bob: User, carol: User, mo: User, seed: int
) -> None:
    nonsense = Nonsense(random.Random(seed), room.public_id, TYPES, FIELDS)
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
