"""Two web processes: people go from one to the other at any moment, and each process is restarted in turn."""

import random
import signal
from time import sleep

from apps.accounts.models import User
from apps.messaging.models import Room
from tests.faults.agreement import assert_nothing_lost, settle
from tests.faults.conftest import OpenPages
from tests.faults.servers import FragileApp
from tests.faults.talking import talk_during


def test_clients_alternate_between_them(
    pair: FragileApp, open_pages: OpenPages, room: Room, bob: User, carol: User, mo: User, alice: User, seed: int
) -> None:
    """Nobody stays at one process for longer than 0.6 s, whatever is under way."""
    pages = open_pages(pair.site, bob, carol, mo, alice, seed=seed, is_hasty=True)
    with talk_during(pages, random.Random(seed)):
        sleep(6)
    settle(pages, room)
    assert_nothing_lost(pages, room)
    assert not any(page.refusals for page in pages)
    pair.assert_calm()


def test_rolling_restarts_under_load(
    pair: FragileApp,
    open_pages: OpenPages,
    room: Room,
    bob: User,
    carol: User,
    mo: User,
    alice: User,
    seed: int,
    full: bool,
) -> None:
    """Two restarts, with `--full` ten: one process after the other is asked to end, and a new one takes its place.

    Sockets are closed with 1012, which tells browsers to come back.
    """
    dice = random.Random(seed)
    pages = open_pages(pair.site, bob, carol, mo, alice, seed=seed)
    with talk_during(pages, dice):
        for number in range(10 if full else 2):
            sleep(dice.uniform(0, 0.5))
            name = ("web", "web-2")[number % 2]
            pair.signal(name, signal.SIGTERM)
            pair.children[name].wait(60)
            pair.back(name)
    settle(pages, room)
    assert_nothing_lost(pages, room)
    assert sum(page.closings[1012] for page in pages) > 0, [page.closings for page in pages]
    pair.assert_calm()
