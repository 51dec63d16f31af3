"""People who go on talking, whatever happens to the machines."""

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.faults.pages import Page
from tests.live import wait_until

# A member may say 30 things in 10 s; what is refused for its pace is not the point here.
PAUSE = 0.4


@contextmanager
def talk_during(pages: Sequence[Page], dice: random.Random) -> Iterator[None]:
    """Each page says something every 0.4 to 0.8 s until the block ends."""
    is_over = threading.Event()
    talkers = [
        threading.Thread(target=_talk, args=[page, random.Random(dice.random()), is_over], daemon=True)
        for page in pages
    ]
    for talker in talkers:
        talker.start()
    try:
        yield
    finally:
        is_over.set()
        for talker in talkers:
            talker.join(5)


def _talk(page: Page, dice: random.Random, is_over: threading.Event) -> None:
    while not is_over.wait(dice.uniform(PAUSE, 2 * PAUSE)):
        page.say(f"{page.name} {len(page.said)}")


def wait_for_more(pages: Sequence[Page], count: int) -> None:
    """Wait until that many more words are acknowledged."""
    goal = sum(len(page.acknowledged) for page in pages) + count
    wait_until(lambda: sum(len(page.acknowledged) for page in pages) >= goal, seconds=60, what="people talk")
