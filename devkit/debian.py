"""Unpacks programs from Debian's packages into `.dev/`, as anybody and without installing them.

Installing would start a server with the package's own, open configuration. Unpacked, a program runs only when we start
it, with what we tell it. What the machine has already is not fetched again.
"""

import os
import platform
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from devkit.errors import ProgramMissingError
from devkit.places import DEV
from devkit.terminal import say

UNPACKED = DEV / "debian"


@dataclass(frozen=True)
class Unpacked:
    """The root below which a package's files stand; `/` for a package that the system has."""

    root: Path

    def program(self, name: str) -> Path:
        """Return the program of this name."""
        return self.root / "usr/bin" / name

    @property
    def libraries(self) -> Path:
        """Where its shared libraries are."""
        return self.root / "usr/lib" / f"{platform.machine()}-linux-gnu"

    @property
    def environment(self) -> dict[str, str]:
        """What it takes to run it; nothing of ours, which may hold secrets."""
        own = {} if self.root == Path("/") else {"LD_LIBRARY_PATH": str(self.libraries)}
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | own


def find_unpacked(package: str, program: str) -> Unpacked | None:
    """Return where the package's program is on this machine already."""
    found = (Unpacked(root) for root in (_root_of(package), Path("/")))
    return next((place for place in found if os.access(place.program(program), os.X_OK)), None)


def require_unpacked(package: str, program: str) -> Unpacked:
    """Return the package, fetching and unpacking it if need be; raises ProgramMissingError with what helps."""
    found = find_unpacked(package, program)
    if found is None and shutil.which("apt-get") and shutil.which("dpkg-deb"):
        say(f"Fetching {package} from Debian's packages into .dev/debian")
        _fetch(package)
        found = find_unpacked(package, program)
    if found is None:
        msg = f"No {package}, and it could not be fetched. On Debian or Ubuntu: sudo apt-get update, then again; "
        msg += f"elsewhere install {package} so that /usr/bin/{program} is there, and see that no service of it starts."
        raise ProgramMissingError(msg)
    return found


def _root_of(package: str) -> Path:
    return UNPACKED / package / "root"


def _fetch(package: str) -> None:
    """Have apt choose and download what is missing here, with its own checks of signatures, and unpack it."""
    folder = UNPACKED / f".{package}.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "archives/partial").mkdir(parents=True)
    # The lists that the machine has may be missing or too old: then a set of our own.
    if _download(package, folder, []) or _download(package, folder, _own_lists(folder)):
        for archive in sorted((folder / "archives").glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", archive, folder / "root"], check=True)
        (UNPACKED / package).mkdir(exist_ok=True)
        # In one step; whoever unpacked the same beside us was as quick.
        with suppress(OSError):
            (folder / "root").rename(_root_of(package))
    shutil.rmtree(folder, ignore_errors=True)


def _download(package: str, folder: Path, options: list[str]) -> bool:
    command = ["install", "--download-only", "--yes", "--quiet=2", "--no-install-recommends", "--reinstall", package]
    return _apt(command, folder, options)


def _own_lists(folder: Path) -> list[str]:
    (folder / "lists/partial").mkdir(parents=True)
    options = [f"Dir::State::lists={folder / 'lists'}"]
    _apt(["update", "--quiet=2"], folder, options)
    return options


def _apt(command: list[str], folder: Path, options: list[str]) -> bool:
    ours = [
        f"Dir::Cache={folder}",
        f"Dir::Cache::archives={folder / 'archives'}",
        "APT::Sandbox::User=",
        "Debug::NoLocking=1",
        *options,
    ]
    words = [word for option in ours for word in ("-o", option)]
    quiet = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", *words, *command], env=quiet, stdin=subprocess.DEVNULL, check=False)
    return done.returncode == 0
