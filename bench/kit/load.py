"""The load generator (bench/load, in C): compiled when it is needed, spoken to line by line."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from devkit.children import ROOT
from devkit.errors import DevkitError
from devkit.places import DEV

SOURCES = ROOT / "bench/load"
BUILT = DEV / "bench"
END_OF_FIELD, END_OF_RECORD = "\x1f", "\x1e"

# What somebody says in a group, with a number for the load generator to know it by.
WORDS = "mk~@@@@@@@@ That sounds heavy. I am glad you told us; is somebody with you tonight?"


@dataclass(frozen=True)
class Client:
    """One socket: what it says to be let in, in turn a frame to send and a text to wait for, and its message."""

    port: int
    room: int
    path: str
    message: str
    headers: dict[str, str] = field(default_factory=dict)
    steps: tuple[str, ...] = ()

    def record(self) -> str:
        """Return the line of the plan that bench/load/load.c reads."""
        given = {"Host": f"localhost:{self.port}", "Upgrade": "websocket", "Connection": "Upgrade"}
        given |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"} | self.headers
        lines = [f"GET {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
        fields = [str(self.port), str(self.room), "\r\n".join(lines), self.message, *self.steps]
        return "".join(part + END_OF_FIELD for part in fields) + END_OF_RECORD


class Load:
    """One process of the generator with its sockets open. Leaving the block closes them."""

    def __init__(self, clients: Iterable[Client], plan: Path) -> None:
        plan.write_text("".join(client.record() for client in clients))
        self._process = subprocess.Popen([program(), plan], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        # The end of its input lets it close every socket.
        self._process.communicate()

    def ask(self, command: str) -> dict[str, Any]:
        """Give a command (bench/load/load.c lists them) and wait for its answer."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            msg = f"The load generator ended during `{command}`."
            raise DevkitError(msg)
        return dict(json.loads(answer))

    def connect(self) -> dict[str, Any]:
        """Open every socket; raises DevkitError unless all of them came in."""
        answer = self.ask("connect")
        if answer["ready"] != answer["clients"] or answer["gone"]:
            msg = f"Only {answer['ready']} of {answer['clients']} sockets came in."
            raise DevkitError(msg)
        return answer


def program() -> Path:
    """Return the compiled generator, newer than its sources. Raises DevkitError where there is no compiler."""
    target = BUILT / "load"
    sources = sorted(SOURCES.glob("*.[ch]"))
    if target.exists() and target.stat().st_mtime > max(source.stat().st_mtime for source in sources):
        return target
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        msg = "The load generator is written in C and there is no compiler: on Debian `apt-get install gcc libc6-dev`."
        raise DevkitError(msg)
    BUILT.mkdir(parents=True, exist_ok=True)
    options = ["-O2", "-std=gnu11", "-Wall", "-Wextra", "-o", str(target)]
    subprocess.run([compiler, *options, *(str(source) for source in sources if source.suffix == ".c")], check=True)
    return target
