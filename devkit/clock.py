"""Finds libfaketime, with which a test moves the clock of one process, or installs it where that is possible."""

import os
import shutil
import subprocess
from pathlib import Path

from devkit.errors import ProgramMissingError
from devkit.terminal import say

FOLDERS = ("/usr/lib/*/faketime", "/usr/lib/faketime", "/usr/lib64/faketime", "/usr/local/lib/faketime")
LIBRARY = "libfaketimeMT.so.1"  # The one for processes with threads.


def find_faketime() -> Path | None:
    """Return the library that `$FAKETIME_LIBRARY` names, else the system's."""
    named = os.environ.get("FAKETIME_LIBRARY")
    if named:
        if not Path(named).is_file():
            msg = f"FAKETIME_LIBRARY names {named}, which is not there."
            raise ProgramMissingError(msg)
        return Path(named)
    found = (path for folder in FOLDERS for path in Path("/").glob(f"{folder[1:]}/{LIBRARY}"))
    return next(found, None)


def require_faketime() -> Path:
    """Return the library, installing it if need be; raises ProgramMissingError with the one command that helps."""
    found = find_faketime()
    if found is None:
        _install()
        found = find_faketime()
    if found is None:
        msg = "No libfaketime for the tests that move a clock, and it could not be installed. "
        msg += "Run: sudo apt-get install faketime (or your system's own command for it)"
        raise ProgramMissingError(msg)
    return found


def moved_clock(offset: Path) -> dict[str, str]:
    """Return the environment of a process whose wall clock is off by what the file says ("+3600", "-3600", "+0").

    It is read again each time the clock is looked at. The monotonic clock goes on as it was, as on a real machine.
    """
    return {
        "LD_PRELOAD": str(require_faketime()),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


def _install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing faketime with apt-get for the tests that move a clock")
        quiet = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "faketime"]):
            subprocess.run(["apt-get", *step], env=quiet, stdin=subprocess.DEVNULL, check=False)
