"""`./dev bench accounts`: whether the clock tells who has an account. bench/README.md says how to read it."""

import argparse
import json
import os
import subprocess
import sys

from bench.kit.load import BUILT
from devkit.children import ROOT
from devkit.letterbox import Letterbox
from devkit.terminal import say, strong
from devkit.throwaway import throwaway_services

APART = 0.2


def main(arguments: list[str]) -> int:
    """Measure every door in turns, print the medians, and write the figures to .dev/bench/accounts.json."""
    parser = argparse.ArgumentParser(prog="./dev bench accounts", description=__doc__)
    parser.add_argument("--tries", type=int, default=200, help="tries of each kind at each door (200)")
    chosen = parser.parse_args(arguments)
    BUILT.mkdir(parents=True, exist_ok=True)
    with throwaway_services() as services, Letterbox() as box:
        own = {"LOG_LEVEL": "ERROR", "EMAIL_URL": box.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        environment = os.environ | services | own
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, cwd=ROOT, check=True)
        command = [sys.executable, "-m", "bench.kit.doors", str(chosen.tries)]
        done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return _tell(chosen.tries, json.loads(done.stdout))


def _tell(tries: int, medians: dict[str, dict[str, float]]) -> int:
    say(strong(f"Medians of {tries} tries each, known and unknown in turns, in milliseconds"))
    is_alike = True
    for door, found in medians.items():
        known, unknown = found["known"], found["unknown"]
        apart = max(known, unknown) / min(known, unknown) - 1
        is_alike = is_alike and apart <= APART
        verdict = "alike" if apart <= APART else "NOT alike"
        say(f"  {door:28} known {known:7.1f}, unknown {unknown:7.1f}: {100 * apart:3.0f} % apart, {verdict}")
    target = BUILT / "accounts.json"
    target.write_text(json.dumps({"tries": tries, "medians": medians}, indent=1))
    say(f"All figures are in {target.relative_to(ROOT)}.")
    return 0 if is_alike else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
