"""Finds the headless shell that belongs to Debian's Chromium, or unpacks it beside it: the same engine without a window.

A whole browser that shows no window still draws a toolbar for every profile: a quarter of what the browser tests took.
"""

import shutil
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path

from devkit.debian import UNPACKED, require_unpacked
from devkit.errors import ProgramMissingError
from devkit.terminal import say

SHELL = "chromium-headless-shell"
CHROMIUM = Path("/usr/lib/chromium")  # What Debian's packages of Chromium share.
WORDS = "Here is a page"


@cache
def headless_shell(options: tuple[str, ...]) -> Path | None:
    """Return a shell that shows a page with these options; None where there is none, so that the browser itself is used."""
    if not CHROMIUM.is_dir():
        return None
    with suppress(ProgramMissingError):
        program = require_unpacked(SHELL, SHELL).root / "usr/lib/chromium" / SHELL
        _lay_out(program.parent)
        if _shows_a_page(program, options):
            return program
        say(f"{program} shows no page: testing with the browser itself")
        # Older than a browser that was upgraded since: fetched anew the next time.
        shutil.rmtree(UNPACKED / SHELL, ignore_errors=True)
    return None


def _lay_out(folder: Path) -> None:
    """Put beside an unpacked shell what the system has of its package's kin."""
    for file in CHROMIUM.iterdir():
        with suppress(FileExistsError):
            (folder / file.name).symlink_to(file)


def _shows_a_page(program: Path, options: tuple[str, ...]) -> bool:
    command: list[str | Path] = [program, *options, "--dump-dom", f"data:text/html,{WORDS}"]
    with suppress(subprocess.TimeoutExpired):
        return WORDS in subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    return False
