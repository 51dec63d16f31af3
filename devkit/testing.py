"""`./dev test` and `./dev faults`: every test, on everything it needs."""

import argparse
import os
import subprocess
import sys

from devkit.browser import require_chromium
from devkit.catalogues import compile_catalogues
from devkit.children import ROOT
from devkit.clock import require_faketime
from devkit.janus import require_janus
from devkit.postgres import installed_folder
from devkit.terminal import say
from devkit.turn import require_turn
from devkit.valkey import installed_program

# More than cores: much of a test is waiting for a socket, a browser or a process.
WORKERS = 3


def test(arguments: list[str]) -> int:
    """Run the tests in parallel and in random order; arguments go to pytest."""
    compile_catalogues(ROOT)
    environment = _environment()
    parallel = [] if _chooses_workers(arguments) else ["-n", str(WORKERS), "--dist", "loadgroup"]
    say(f"Testing with {environment['CHROMIUM']}, an own PostgreSQL, Valkey and mail sink")
    code = _pytest([*parallel, *arguments], environment)
    if sys.stdout.isatty():
        say("Next: `./dev check`." if code == 0 else "Next: `./dev test <file> -n 0` runs one file alone.")
    return code


def faults(arguments: list[str]) -> int:
    """Run the fault tests with as many seeds as asked for; `--full` lets each fault last its whole time."""
    parser = argparse.ArgumentParser(prog="./dev faults", description=faults.__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="how many random courses of each fault (default: 1)")
    chosen, rest = parser.parse_known_args(arguments)
    folder = ROOT / "tests/faults"
    if not any(folder.glob("test_*.py")):
        say("There are no fault tests yet (tests/faults has none).")
        return 1
    compile_catalogues(ROOT)
    code = _pytest(["tests/faults", "--seeds", str(chosen.seeds), "--kills", "100", *rest], _environment())
    say(
        "Every fault was survived."
        if code == 0
        else "The seed stands in brackets above: `--seed N` repeats its course."
    )
    return code


def _environment() -> dict[str, str]:
    # Before anything is started: what is missing is said in one line.
    installed_folder()
    installed_program()
    require_janus()
    require_turn()
    return dict(os.environ) | {"CHROMIUM": str(require_chromium()), "FAKETIME_LIBRARY": str(require_faketime())}


def _chooses_workers(arguments: list[str]) -> bool:
    return any(argument.startswith(("-n", "--numprocesses", "--dist", "--pdb")) for argument in arguments)


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode
