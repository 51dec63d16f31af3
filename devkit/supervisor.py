"""Keeps a set of programs running: what dies is started again, a little later each time, and a line says so."""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import IO

from devkit.children import Program, end_group, how_it_ended, start_child, stop_child
from devkit.errors import ServiceDidNotStartError
from devkit.terminal import say, say_for

FIRST_PAUSE = 0.5  # seconds; doubled by each death that follows soon
LONGEST_PAUSE = 30.0
WELL_AFTER = 60.0  # seconds alone after which a death counts as the first again
GLANCE = 0.1  # seconds between two looks at the children


class StopRequested(Exception):  # A wish, not an error.
    """Somebody pressed Ctrl-C or sent SIGTERM."""


@dataclass
class Service:
    """A program, its present process and its history of deaths."""

    name: str
    program: Program
    before_start: Callable[[], None] | None = None
    patience: float = 10.0  # seconds it gets to end by itself
    is_needed_by_others: bool = False  # ended only after those that are not
    says_when_ready: str = ""  # what stands in the line with which it is up
    is_ready: Event = field(default_factory=Event)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    start_again_at: float | None = None


@dataclass
class Supervisor:
    """Starts services, watches them while we wait, and stops them in the reverse order.

    All of it happens in the main thread: the kernel ends the children when that thread ends.
    """

    logs: Path
    stop_requested: Event = field(default_factory=Event)
    services: list[Service] = field(default_factory=list)

    def start(self, service: Service) -> None:
        """Start the service and from now on keep it running."""
        self.services.append(service)
        self._start_process(service)

    def wait_for(self, condition: Callable[[], bool], *, what: str, patience: float) -> None:
        """Return once the condition holds, reviving services meanwhile.

        Raises StopRequested when a person wants to end, ServiceDidNotStartError after `patience` seconds.
        """
        deadline = time.monotonic() + patience
        while not condition():
            self._glance()
            if time.monotonic() > deadline:
                msg = f"{what} took longer than {patience:.0f} seconds; its log is in {self.logs}."
                raise ServiceDidNotStartError(msg)

    def watch(self) -> None:
        """Keep everything running until a person wants to end (StopRequested)."""
        while True:
            self._glance()

    def run_once(self, name: str, program: Program, *, patience: float) -> None:
        """Run the program to its end, its output logged, and raise ServiceDidNotStartError if it fails."""
        process = self._with_log(name, program)
        try:
            self.wait_for(lambda: process.poll() is not None, what=name, patience=patience)
        finally:
            stop_child(process)
        if process.returncode:
            msg = f"`{name}` {how_it_ended(process.returncode)}; what it said stands above and in {self.logs}."
            raise ServiceDidNotStartError(msg)

    def stop(self) -> None:
        """End every service, those that others need at last; none is left when this returns."""
        for is_needed in (False, True):
            ending = [service for service in self.services if service.is_needed_by_others == is_needed]
            # All are asked before one is waited for.
            running = [(service, service.process) for service in ending if service.process is not None]
            for service, process in running:
                if process.poll() is None:
                    process.send_signal(service.program.signal_to_stop)
            for service, process in running:
                stop_child(process, by=None, patience=service.patience)
        self.services.clear()

    def _glance(self) -> None:
        if self.stop_requested.wait(GLANCE):
            raise StopRequested
        for service in self.services:
            self._revive(service)

    def _revive(self, service: Service) -> None:
        now = time.monotonic()
        if service.start_again_at is not None:
            if now >= service.start_again_at:
                self._start_process(service)
        elif service.process is not None and (code := service.process.poll()) is not None:
            end_group(service.process)
            if now - service.started_at > WELL_AFTER:
                service.pause = FIRST_PAUSE
            say(f"{service.name} {how_it_ended(code)}: starting it again in {service.pause:g} s.")
            service.start_again_at = now + service.pause
            service.pause = min(service.pause * 2, LONGEST_PAUSE)

    def _start_process(self, service: Service) -> None:
        if service.before_start:
            service.before_start()
        service.process = self._with_log(service.name, service.program, service)
        service.started_at, service.start_again_at = time.monotonic(), None

    def _with_log(self, name: str, program: Program, service: Service | None = None) -> subprocess.Popen[bytes]:
        process = start_child(program, output=subprocess.PIPE)
        if process.stdout is not None:
            log = self.logs / f"{name}.log"
            Thread(target=_pass_on, args=(name, process.stdout, log, service), daemon=True).start()
        return process


def _pass_on(name: str, output: IO[bytes], log: Path, service: Service | None) -> None:
    """Print each line behind the service's name and add it to the log file, until the program closes its output."""
    sign = service.says_when_ready.encode() if service else b""
    with output, log.open("ab") as file, suppress(ValueError):
        for line in output:
            file.write(line)
            file.flush()
            say_for(name, line.decode(errors="replace").rstrip())
            if service and sign and sign in line:
                service.is_ready.set()
