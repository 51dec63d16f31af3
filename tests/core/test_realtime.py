"""The listening connection: what ends it, what does not, and when it may be relied upon."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import hiredis
import pytest
from pytest_django.fixtures import Settings
from redis.exceptions import RedisError

from apps.core import live_wire
from apps.core.live_wire import hearing
from apps.core.realtime import Listener, publish

PATIENCE = 30


@asynccontextmanager
async def a_listener() -> AsyncIterator[Listener]:
    live = Listener()
    yield live
    if live._task:
        live._task.cancel()
        with suppress(asyncio.CancelledError):
            await live._task


async def test_whoever_does_not_understand_a_payload_costs_nobody_else_theirs() -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    def fail(_payload: bytes) -> None:
        raise KeyError("a field of another release")

    async with a_listener() as live:
        await live.add("talk", fail)
        await live.add("talk", heard.put_nowait)
        for payload in (b"one", b"two"):
            await asyncio.to_thread(publish, "talk", payload)
        async with asyncio.timeout(PATIENCE):
            assert [await heard.get(), await heard.get()] == [b"one", b"two"]
        assert live.is_connected


class SlowRedis:
    """Takes connections and answers everything but a subscription, until it may."""

    def __init__(self, *, speaks: bool = True) -> None:
        self.speaks = speaks
        self.may_confirm = asyncio.Event()
        self.is_asked = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        commands = hiredis.Reader()
        while content := await reader.read(4096):
            commands.feed(content)
            while (command := commands.gets()) is not False:
                await self._answer(command, writer)
        writer.close()

    async def _answer(self, command: list[bytes], writer: asyncio.StreamWriter) -> None:
        if command[0] == b"SUBSCRIBE":
            self.is_asked.set()
            await self.may_confirm.wait()
            for topic in command[1:]:
                writer.write(b"*3\r\n$9\r\nsubscribe\r\n$%d\r\n%s\r\n:1\r\n" % (len(topic), topic))
        elif self.speaks:
            writer.write(b"+OK\r\n")


@asynccontextmanager
async def served(redis: SlowRedis, settings: Settings) -> AsyncIterator[None]:
    async with await asyncio.start_server(redis.serve, "127.0.0.1", 0) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
        yield


async def test_it_is_back_when_its_topics_are_heard_and_not_before(settings: Settings) -> None:
    redis, told = SlowRedis(), asyncio.Event()
    async with served(redis, settings), a_listener() as live:
        live.on_reconnect.append(told.set)
        adding = asyncio.create_task(live.add("talk", lambda _payload: None))
        async with asyncio.timeout(PATIENCE):
            await redis.is_asked.wait()
            assert not live.is_connected
            assert not told.is_set()
            redis.may_confirm.set()
            await told.wait()
            assert await adding
        assert live.is_connected


async def test_whoever_takes_the_call_and_says_nothing_is_given_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_wire, "GREETING", 0.05)
    async with served(SlowRedis(speaks=False), settings), asyncio.timeout(PATIENCE) as limit:
        with pytest.raises((RedisError, OSError)):
            async with hearing(lambda _message: None):
                pass
        assert not limit.expired()
