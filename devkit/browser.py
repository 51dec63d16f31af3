"""Finds a Chromium for the browser tests, or installs one where that is possible.

Where it is Debian's, its headless shell stands in for it. `CHROMIUM=/usr/bin/chromium ./dev test` tests with the whole.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from devkit.errors import ProgramMissingError
from devkit.headless import headless_shell
from devkit.terminal import say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> Path | None:
    """Return the browser that `$CHROMIUM` names, else one on the PATH, else the one Playwright has downloaded."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            msg = f"CHROMIUM names {named}, which is not a program that can be run."
            raise ProgramMissingError(msg)
        return Path(named)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return _downloaded_by_playwright()


def _downloaded_by_playwright() -> Path | None:
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=False)
    path = Path(answer.stdout.strip() or "/nowhere")
    return path if os.access(path, os.X_OK) and path.is_file() else None


def require_chromium() -> Path:
    """Return a browser, installing one if need be; raises ProgramMissingError with the one command that helps."""
    found = find_chromium()
    if found is None:
        _install()
        found = find_chromium()
    if found is None:
        msg = f"No Chromium for the browser tests, and none could be installed. {_advice()}"
        raise ProgramMissingError(msg)
    return _quicker(found)


def _quicker(found: Path) -> Path:
    """Return the browser that was asked for, else its headless shell where it has one."""
    if os.environ.get("CHROMIUM"):
        return found
    return headless_shell(tuple(launch_options())) or found


def launch_options() -> list[str]:
    """Return the command-line switches every test browser needs on this machine."""
    # Chromium's sandbox refuses to work for root; the tests show it nothing but our own pages.
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def _install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium with apt-get for the browser tests")
        quiet = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *step], env=quiet, stdin=subprocess.DEVNULL, check=False)
        if find_chromium():
            return
    say("Asking Playwright to download Chromium for the browser tests")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdin=subprocess.DEVNULL, check=False)


def _advice() -> str:
    if shutil.which("apt-get"):
        return "Run: sudo apt-get install chromium"
    return "Install Chromium, or name one: CHROMIUM=/path/to/chromium ./dev test"
