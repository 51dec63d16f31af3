"""A page comes back that has missed ten thousand messages, while people go on talking."""

import random
from itertools import batched

from apps.accounts.models import User
from apps.messaging.models import Message, Room
from tests.faults.agreement import assert_nothing_lost, settle
from tests.faults.conftest import OpenPages
from tests.faults.servers import FragileApp
from tests.faults.talking import talk_during
from tests.groups.factories import membership_of
from tests.live import wait_until

MANY = 10_000
FEWER = 2_000  # the same in less time, unless `--full` is asked for: the server draws each of them


def say_long_ago(room: Room, author: User, bodies: list[str]) -> None:
    """Have these messages in the room, as if they had been said."""
    member = membership_of(author, room.group)
    room.refresh_from_db(fields=["last_number", "last_change"])
    last = max(room.last_number, room.last_change)
    rows = [
        Message(room=room, author=member, number=number, change=number, client_id=f"old {number}", body=body)
        for number, body in enumerate(bodies, start=last + 1)
    ]
    for some in batched(rows, 1000):
        Message.objects.bulk_create(some)
    Room.objects.filter(pk=room.pk).update(last_number=last + len(rows), last_change=last + len(rows))


def test_ten_thousand_messages_behind(
    pair: FragileApp, open_pages: OpenPages, room: Room, carol: User, mo: User, seed: int, full: bool
) -> None:
    """Two thousand, with `--full` ten thousand: they come page by page, in order, and talk goes on beside that."""
    many = MANY if full else FEWER
    say_long_ago(room, mo, [f"line {number}" for number in range(1, many + 1)])
    [his] = open_pages(pair.site, mo, seed=seed, change=many)
    with talk_during([his], random.Random(seed)):
        [hers] = open_pages(pair.site, carol, seed=seed)
        wait_until(lambda: hers.change > many, seconds=90, what="she has caught up")
        hers.say("back again")
    settle([his, hers], room)
    assert_nothing_lost([hers], room)
    assert his.order == hers.order[many:]
    pair.assert_calm()


def test_less_than_a_hundred_long_messages_behind(
    pair: FragileApp, open_pages: OpenPages, room: Room, carol: User, mo: User, seed: int
) -> None:
    """More letters than may wait on one socket: the page is told to ask for them, and its room is open all the same."""
    say_long_ago(room, mo, [f"{number} " + "a long story " * 300 for number in range(1, 91)])
    [hers] = open_pages(pair.site, carol, seed=seed)
    hers.say("back again")
    settle([hers], room, seconds=12)
    assert_nothing_lost([hers], room)
    assert not hers.breaks
