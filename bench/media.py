"""`./dev bench media`: what a meeting's sound and pictures cost the media server, for each backend.

The people are headless clients in this process; only the server's process is counted. Figures are of one moment on
one machine: compare rows.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from apps.meetings.media.base import Kind
from apps.meetings.media.embedded import EmbeddedBackend
from apps.meetings.media.janus.backend import JanusBackend
from bench.kit.callers import Caller
from devkit.children import free_port, is_listening, start_child, stop_child
from devkit.janus import own_addresses
from devkit.media import media_program
from devkit.terminal import say

SOUND, BOTH = (Kind.AUDIO,), (Kind.AUDIO, Kind.VIDEO)
SECRET = "only for this measurement"  # noqa: S105 - it opens a server that is gone in a minute
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Scene:
    """How many people send what, and which backends carry that many."""

    name: str
    people: int
    kinds: tuple[Kind, ...]
    backends: tuple[str, ...] = ("embedded", "janus")


SCENES = (
    Scene("2 with picture", 2, BOTH),
    Scene("4 with picture", 4, BOTH),
    Scene("10 with sound", 10, SOUND),
    Scene("12 with picture", 12, BOTH, ("janus",)),
)
BACKENDS: dict[str, Callable[[str, str], Any]] = {"embedded": EmbeddedBackend, "janus": JanusBackend}


def main(arguments: list[str]) -> int:
    """Print CPU, memory and what arrived, for each scene and backend."""
    parser = argparse.ArgumentParser(prog="./dev bench media", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long each scene is measured (10)")
    parser.add_argument("--backend", choices=BACKENDS, help="one backend alone")
    chosen = parser.parse_args(arguments)
    say(f"{'':<17}{'backend':<10}{'CPU':>7}{'a person':>10}{'memory':>10}{'a person':>10}{'arrived':>9}{'clients':>9}")
    for scene in SCENES:
        for backend in scene.backends:
            if chosen.backend in {None, backend}:
                uvloop.run(measure(scene, backend, chosen.seconds))
    say("CPU in hundredths of one core, memory in MiB; arrived: of what should have come, while it was measured.")
    return 0


async def measure(scene: Scene, kind: str, seconds: float) -> None:
    """Run one scene on a server of its own and print its line."""
    url = f"http://127.0.0.1:{free_port()}"
    environment = dict(os.environ) | {"MEDIA_BACKEND": kind, "MEDIA_SERVER_URL": url, "MEDIA_SERVER_SECRET": SECRET}
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        server = start_child(media_program(environment, Path(folder) / "media"), output=log)
        try:
            await _until(lambda: is_listening(int(url.rsplit(":", 1)[1])))
            empty = _memory(server.pid)
            backend = BACKENDS[kind](url, SECRET)
            callers = [Caller(backend, f"person{n}", own_addresses()[0], scene.kinds) for n in range(scene.people)]
            for caller in callers:
                await caller.enter()
            # Our browsers always offer both kinds, whatever is let through.
            everybody = (scene.people - 1) * len(Kind)
            await _until(lambda: all(one.hears == everybody and one.subscriber.ready.is_set() for one in callers))
            await asyncio.sleep(1)
            _print(scene, kind, await _count(callers, server.pid, seconds), _memory(server.pid), empty)
            for caller in callers:
                await caller.leave()
            await backend.disconnect()
        finally:
            stop_child(server)


async def _count(callers: list[Caller], process: int, seconds: float) -> tuple[float, float, float]:
    """Return the server's share of a core, ours, and the share of packets that arrived."""
    before = _ticks(process), time.process_time(), time.monotonic(), _arrived(callers), _sent(callers)
    await asyncio.sleep(seconds)
    lasted = time.monotonic() - before[2]
    arrived, sent = _arrived(callers) - before[3], _sent(callers) - before[4]
    share = arrived / (sent * (len(callers) - 1))
    return (_ticks(process) - before[0]) / TICKS / lasted, (time.process_time() - before[1]) / lasted, share


def _print(scene: Scene, kind: str, counted: tuple[float, float, float], memory: float, empty: float) -> None:
    cpu, own, share = counted
    line = f"{scene.name:<17}{kind:<10}{cpu * 100:>6.1f}%{cpu * 100 / scene.people:>9.1f}%{memory:>10.1f}"
    say(f"{line}{(memory - empty) / scene.people:>10.2f}{share * 100:>8.1f}%{own * 100:>8.0f}%")


def _arrived(callers: list[Caller]) -> int:
    return sum(caller.subscriber.received for caller in callers)


def _sent(callers: list[Caller]) -> int:
    return sum(caller.sent for caller in callers)


def _ticks(process: int) -> int:
    words = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return int(words[11]) + int(words[12])


def _memory(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


async def _until(condition: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - packets set no event
            await asyncio.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
