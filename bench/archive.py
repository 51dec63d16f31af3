"""`./dev bench data`: how long the application's own queries take among many messages, by default a million.

All of it is made by COPY on servers that are thrown away afterwards. Figures and plans go to .dev/bench/data.json.
"""

import argparse
import os
import subprocess
import sys

from bench.kit.load import BUILT
from devkit.children import ROOT
from devkit.terminal import say
from devkit.throwaway import throwaway_services

FULL = 10_000_000


def main(arguments: list[str]) -> int:
    """Fill a database, ask it, and print each query's p95 beside its target."""
    parser = argparse.ArgumentParser(prog="./dev bench data", description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000, help="how many (1000000)")
    parser.add_argument("--rooms", type=int, default=10_000, help="in how many rooms (10000)")
    parser.add_argument("--full", action="store_true", help=f"{FULL} messages, as issue 3 asks; takes a while")
    chosen = parser.parse_args(arguments)
    count = FULL if chosen.full else chosen.messages
    BUILT.mkdir(parents=True, exist_ok=True)
    say("Starting PostgreSQL")
    with throwaway_services() as services:
        environment = os.environ | services | {"LOG_LEVEL": "WARNING"}
        migrated = subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"], env=environment, cwd=ROOT, check=False
        )
        if migrated.returncode:
            return migrated.returncode
        command = [sys.executable, "-m", "bench.kit.archive", str(count), str(chosen.rooms), str(BUILT / "data.json")]
        return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
