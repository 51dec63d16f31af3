"""One `./dev` command's hold on this checkout: its lock, its signals, and the servers behind the application."""

import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import FrameType

from devkit.catalogues import compile_catalogues
from devkit.children import ROOT, Program
from devkit.errors import DevkitError
from devkit.places import LOCK, LOGS, RUNNING, STATE, temporary_folder
from devkit.running import only_one
from devkit.services import Backing
from devkit.supervisor import Supervisor
from devkit.terminal import say

# Runs whose logs are kept: a fault is often seen only after the restart that was to mend it.
KEPT_LOGS = 5


@dataclass
class Application:
    """The servers behind the application, running, and the environment that leads to them."""

    supervisor: Supervisor
    environment: dict[str, str]

    def manage(self, *arguments: str, patience: float = 300) -> None:
        """Run one of Django's commands to its end; raises DevkitError if it fails."""
        program = Program([sys.executable, "manage.py", *arguments], self.environment)
        self.supervisor.run_once(arguments[0], program, patience=patience)

    def prepare(self) -> None:
        """Bring the database and the translations to the state that this code wants."""
        say("Bringing the database up to date")
        self.manage("migrate", "--noinput", "--verbosity", "0")
        compiled = compile_catalogues(ROOT)
        if compiled:
            say(f"Compiled {compiled} translation catalogue(s)")


@contextmanager
def application() -> Iterator[Application]:
    """Give the application's surroundings and take them away again, whatever happens.

    Raises AlreadyRunningError when another command holds this checkout.
    """
    _make_state_folder()
    with only_one(LOCK), temporary_folder("run") as folder:
        RUNNING.unlink(missing_ok=True)  # Of a run that was killed.
        _rotate_logs(LOGS)
        supervisor = Supervisor(LOGS)
        _listen_to_signals(supervisor)
        try:
            yield Application(supervisor, Backing(supervisor, folder / "postgres").start())
        finally:
            supervisor.stop()


def has_command(name: str) -> bool:
    """Say whether one of our apps brings this management command."""
    return any(ROOT.glob(f"apps/*/management/commands/{name}.py"))


def _make_state_folder() -> None:
    try:
        STATE.mkdir(parents=True, exist_ok=True)
        LOCK.touch(mode=0o600)
    except PermissionError:
        msg = f"{STATE} belongs to somebody else (an earlier run as root?): remove it, or run as that person."
        raise DevkitError(msg) from None


def _rotate_logs(logs: Path) -> None:
    """Begin an empty folder of logs; those of the last runs stay beside it: `logs.1` is the latest."""
    former = [logs, *(logs.with_name(f"{logs.name}.{number}") for number in range(1, KEPT_LOGS + 1))]
    shutil.rmtree(former[-1], ignore_errors=True)
    for younger, older in reversed(list(pairwise(former))):
        if younger.exists():
            younger.rename(older)
    logs.mkdir(mode=0o700)


def _listen_to_signals(supervisor: Supervisor) -> None:
    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        supervisor.stop_requested.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
