"""A web process is killed while people talk: at any moment, before it acknowledges, before it tells the others."""

import random
from time import monotonic

from apps.accounts.models import User
from apps.messaging.models import Message, Room
from tests.faults.agreement import assert_nothing_lost, settle
from tests.faults.conftest import OpenPages, StartApp
from tests.faults.pages import Site
from tests.faults.servers import FragileApp, database_address, database_url, redis_address, redis_url
from tests.faults.talking import talk_during, wait_for_more
from tests.faults.wires import KillPoint, wire_to
from tests.live import wait_until

HEARTBEAT = 15  # seconds within which a room's latest change is told, whatever was lost


def test_killed_at_any_moment(
    pair: FragileApp, open_pages: OpenPages, room: Room, bob: User, carol: User, mo: User, seed: int
) -> None:
    dice = random.Random(seed)
    pages = open_pages(pair.site, bob, carol, mo, seed=seed)
    with talk_during(pages, dice):
        for victim in dice.sample(["web", "web-2"], 2):
            wait_for_more(pages, dice.randrange(3, 12))
            pair.kill(victim)
            pair.back(victim)
    settle(pages, room)
    assert_nothing_lost(pages, room)
    assert sum(page.breaks for page in pages) > 0
    pair.assert_calm()


def test_killed_between_commit_and_acknowledgement(
    start_app: StartApp, open_pages: OpenPages, room: Room, bob: User, carol: User
) -> None:
    """The database's answer to COMMIT never reaches the process, which dies waiting: the row is there, nobody was told.

    The retry, at another process, gets the number that the first attempt was given.
    """
    words = "kept, and nobody told me"
    point = KillPoint(words.encode(), b"COMMIT", is_answer_held=True)
    with wire_to(database_address(), point.strand) as wire:
        app = start_app("web", "web-2", DATABASE_URL=database_url(wire.port))
        [his] = open_pages(Site(app.url, [app.ports["web"]]), bob)
        [hers] = open_pages(Site(app.url, [app.ports["web-2"]]), carol)
        his.say("before")
        settle([his, hers], room)
        his.say(words)
        assert point.reached.wait(60)
        wait_until(lambda: Message.objects.filter(room=room, body=words).exists(), what="the row is there")
        kept = Message.objects.get(room=room, body=words)
        assert words not in his.acknowledged
        app.kill("web")
        hers.say("meanwhile")
        his.site.ports[:] = hers.site.ports
        settle([his, hers], room)
        assert_nothing_lost([his, hers], room)
        assert his.acknowledged[words] == (kept.public_id, kept.number)


def test_killed_between_commit_and_publishing(
    start_app: StartApp, open_pages: OpenPages, room: Room, bob: User, carol: User
) -> None:
    """The process dies with the frame in its hand: the others, at another process, see the message by the heartbeat."""
    words = "kept, and the others were not told"
    point = KillPoint(words.encode(), b"PUBLISH", is_answer_held=False)
    with wire_to(redis_address(), point.strand) as wire:
        app = start_app("web", "web-2", REDIS_URL=redis_url(wire.port))
        [his] = open_pages(Site(app.url, [app.ports["web"]]), bob)
        [hers] = open_pages(Site(app.url, [app.ports["web-2"]]), carol)
        his.say("before")
        settle([his, hers], room)
        his.say(words)
        assert point.reached.wait(60)
        wait_until(lambda: words in his.acknowledged, seconds=30, what="he was answered")
        app.kill("web")
        at = monotonic()
        assert words not in hers.arrived_at
        his.site.ports[:] = hers.site.ports
        settle([his, hers], room, seconds=HEARTBEAT + 1)
        assert_nothing_lost([his, hers], room)
        assert hers.arrived_at[words] - at < HEARTBEAT
