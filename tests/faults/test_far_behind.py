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


def say_long_ago(room: Room, author: User, bodies: list[str]) -> None:
    """Have these messages in the room, as if they had been said."""
    member = membership_of(author, room.group)
    room.refresh_from_db(fields=["last_number", "last_change"])
    last = max(room.last_number, room.last_change)
    rows = [
        Message(room=room, author=member, number=number, change=number, client_id=f"old {number}", body=body)
        for number, body in enumerate(bodies, start=last + 1)
    ]
    for some in batched(rows, 1000, strict=False):
        Message.objects.bulk_create(some)
    Room.objects.filter(pk=room.pk).update(last_number=last + len(rows), last_change=last + len(rows))


def test_ten_thousand_messages_behind(
    pair: FragileApp, open_pages: OpenPages, room: Room, carol: User, mo: User, seed: int
) -> None:
    say_long_ago(room, mo, [f"line {number}" for number in range(1, MANY + 1)])
    [his] = open_pages(pair.site, mo, seed=seed, change=MANY)
    with talk_during([his], random.Random(seed)):
        [hers] = open_pages(pair.site, carol, seed=seed)
        wait_until(lambda: hers.change > MANY, seconds=90, what="she has caught up")
        hers.say("back again")
    settle([his, hers], room)
    assert_nothing_lost([hers], room)
    assert his.order == hers.order[MANY:]
    pair.assert_calm()
