"""`./dev run` as people use it: the whole application, killed and stopped and started again."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from devkit.children import ROOT, free_port
from devkit.places import temporary_folder
from devkit.throwaway import without_ours
from devkit.variables import read_variables
from tests.devkit.processes import descendants, is_running, wait_until

PATIENCE = 420


class Run:
    """A `./dev run` with its own folder of data, and what it has said so far."""

    def __init__(self, state: Path, port: int) -> None:
        self.state = state
        self.lines: list[str] = []
        environment = without_ours() | {"BESIDE_STATE": str(state), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "devkit", "run", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def said(self) -> str:
        return "".join(self.lines)

    @property
    def address(self) -> str | None:
        found = re.search(r"Beside is ready after \d+ s: +(http://localhost:\d+)", self.said)
        return found[1] if found else None

    def wait_until_ready(self) -> str:
        wait_until(lambda: self.address or self.process.poll() is not None, patience=PATIENCE, what="the address")
        assert self.address, self.said
        return self.address

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        self._reader.join(60)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def state() -> Iterator[Path]:
    with temporary_folder("test-run") as folder:
        folder.chmod(0o711)
        yield folder / "state"


def worker_is_up(run: Run) -> bool:
    return any(line.startswith("worker") and "ready" in line for line in run.lines)


def test_run_survives_being_killed_and_leaves_nothing_behind(state: Path) -> None:
    port = free_port()
    first = Run(state, port)
    address = first.wait_until_ready()
    # Nothing of the set-up is left to push the address out of sight.
    assert worker_is_up(first)
    with urllib.request.urlopen(f"{address}/healthz") as answer:
        assert answer.status == 200

    second = Run(state, port)
    assert second.process.wait(PATIENCE) == 1
    second.close()
    assert f"already running from this folder (process {first.process.pid})" in second.said
    assert address in second.said

    with psycopg.connect(read_variables(state / "running.env")["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    family = descendants(first.process.pid)
    assert len(family) > 6
    os.kill(first.process.pid, signal.SIGKILL)
    first.close()
    third = Run(state, port)  # At once, while the first one's servers may still be ending.
    try:
        third.wait_until_ready()
        wait_until(lambda: not any(map(is_running, family)), what="the end of every process of the killed run")
        with psycopg.connect(read_variables(state / "running.env")["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
        family = descendants(third.process.pid)
        third.process.send_signal(signal.SIGINT)
        assert third.process.wait(PATIENCE) == 0
    finally:
        third.close()
    assert not any(map(is_running, family))
    assert "Your data is kept" in third.said
    assert not (state / "running.env").exists()
