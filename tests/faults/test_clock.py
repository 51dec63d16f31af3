"""A clock jumps: order, pace and blocks hold all the same, since none of them is read from a process's own clock."""

import random
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from apps.accounts.models import User
from apps.messaging.models import Message, Room
from devkit.children import free_port
from devkit.clock import moved_clock
from tests.faults.agreement import assert_nothing_lost, settle
from tests.faults.conftest import OpenPages
from tests.faults.pages import Site
from tests.faults.rights import block
from tests.faults.servers import FragileApp
from tests.faults.talking import talk_during
from tests.live import LiveApp, wait_until

HOUR = 3600


@pytest.fixture
def offset(tmp_path: Path) -> Path:
    """The file that moves the clock of `web-moved`."""
    file = tmp_path / "offset"
    file.write_text("+0")
    return file


@pytest.fixture
def app(live_app: LiveApp, offset: Path) -> Iterator[FragileApp]:
    """The session's web process, and one whose clock can be moved."""
    ports = {"web": live_app.port, "web-moved": free_port()}
    app = FragileApp(live_app.port, live_app.environment, live_app.logs, live_app.children, ports=ports)
    app.begin_logs()
    app.environments["web-moved"] = moved_clock(offset)
    app.back("web-moved")
    yield app
    app.kill("web-moved")


def test_clock_jumps_an_hour_and_back(
    app: FragileApp, offset: Path, open_pages: OpenPages, room: Room, bob: User, carol: User, mo: User, seed: int
) -> None:
    """One of two processes is suddenly an hour ahead, then an hour behind; everybody talks through both."""
    pages = open_pages(app.site, bob, carol, mo, seed=seed, is_hasty=True)
    with talk_during(pages, random.Random(seed)):
        for moved in ("+3600", "-3600", "+0"):
            sleep(3)
            offset.write_text(moved)
        sleep(2)
    settle(pages, room)
    assert_nothing_lost(pages, room)
    assert not any(page.refusals for page in pages), [page.refusals for page in pages]
    app.assert_calm()
    in_order = list(Message.objects.filter(room=room).order_by("number").values_list("posted_at", flat=True))
    assert (max(in_order) - min(in_order)).total_seconds() < HOUR / 2, "times were read from the clock that jumped"


def test_block_holds_through_a_process_whose_clock_is_behind(
    app: FragileApp, offset: Path, open_pages: OpenPages, room: Room, bob: User, carol: User
) -> None:
    """What is said after a block is not shown, though the speaker's process believes it is an hour before it."""
    offset.write_text("-3600")
    [his] = open_pages(Site(app.url, [app.ports["web-moved"]]), bob)
    [hers] = open_pages(Site(app.url, [app.ports["web"]]), carol)
    his.say("before the block")
    settle([his, hers], room)
    block(carol, bob, room)
    sleep(0.5)
    his.say("after the block")
    settle([his, hers], room)
    assert "before the block" in hers.arrived_at
    assert "after the block" not in hers.arrived_at
    wait_until(
        lambda: [body for _number, body in his.order] == ["before the block", "after the block"], what="his page"
    )
