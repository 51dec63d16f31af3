"""What a socket asks of a media server: in order, and never without end."""

import asyncio

import pytest

from apps.core.sockets import CloseCode
from apps.meetings.consumers.media_work import MOST_WAITING, MediaWork
from apps.meetings.consumers.rights import Ended
from apps.meetings.media.base import MediaError
from apps.meetings.room_frames import Frame


async def test_it_is_done_in_order_and_a_refusal_holds_up_nothing() -> None:
    said: list[Frame] = []
    done: list[str] = []
    work, ready = MediaWork(said.append), asyncio.Event()

    async def refuse() -> None:
        raise MediaError("room_full")

    async def keep(name: str) -> None:
        done.append(name)
        if name == "last":
            ready.set()

    work.soon("media.join", lambda: keep("first"))
    work.soon("media.publish", refuse)
    work.soon("media.answer", lambda: keep("last"))
    running = asyncio.create_task(work.run())
    await asyncio.wait_for(ready.wait(), 30)
    running.cancel()

    assert done == ["first", "last"]
    assert [(frame["code"], frame["about"]) for frame in said] == [("room_full", "media.publish")]


async def test_a_socket_whose_media_server_says_nothing_ends_before_it_keeps_ever_more() -> None:
    work = MediaWork(lambda _frame: None)

    async def hang() -> None:
        await asyncio.Event().wait()

    for _ in range(MOST_WAITING):
        work.soon("media.publish", hang)
    with pytest.raises(Ended) as ended:
        work.soon("media.publish", hang)
    assert ended.value.code is CloseCode.TOO_FAST
