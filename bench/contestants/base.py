"""What every contestant is: a server that lets people into rooms, and the clients that talk there."""

import subprocess
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path

from bench.kit.load import Client
from devkit.children import Program, free_port, is_listening, start_child, stop_child
from devkit.errors import DevkitError


@dataclass(frozen=True)
class Shape:
    """So many rooms with so many people each, and how many messages all of them together send in a second."""

    name: str
    rooms: int
    people: int
    rate: float


@dataclass
class Surroundings:
    """What all contestants share: PostgreSQL (one database each), Valkey, a folder, and the shapes that will come."""

    environment: dict[str, str]
    folder: Path
    shapes: list[Shape]

    def database_url(self, name: str) -> str:
        return self.environment["DATABASE_URL"].replace("@/beside?", f"@/{name}?")


@dataclass
class Contestant(ABC):
    """A server under load. `name` is its key in the figures, `title` what the table calls it."""

    around: Surroundings
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    name = ""
    title = ""
    keeps_messages = True

    @abstractmethod
    def prepare(self) -> None:
        """Install and fill what it needs; raises DevkitError where that cannot be had."""

    @abstractmethod
    def program(self) -> Program:
        """Return how to start it."""

    @abstractmethod
    def clients(self, shape: Shape) -> list[Client]:
        """Return the sockets of everybody in these rooms."""

    @property
    def log(self) -> Path:
        return self.around.folder / f"{self.name}.log"

    @property
    def pid(self) -> int:
        """Return the root of the tree whose work is counted as the server's."""
        if self.process is None:
            msg = f"{self.title} is not running."
            raise DevkitError(msg)
        return self.process.pid

    def start(self) -> None:
        """Have it listen. Raises DevkitError with its last words when it does not within a minute."""
        with self.log.open("ab") as output:
            self.process = start_child(self.program(), output=output)
        deadline = time.monotonic() + 60
        while not is_listening(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                words = self.log.read_text(errors="replace")[-1500:]
                self.stop()
                msg = f"{self.title} did not start. Its last words:\n{words}"
                raise DevkitError(msg)
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None:
            stop_child(self.process, patience=5)
            self.process = None
