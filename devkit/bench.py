"""`./dev bench`: measurements, each a module of `bench/` with a `main(arguments)`."""

import subprocess
import sys

from devkit.children import ROOT
from devkit.terminal import say

# name: (module, what it measures)
MEASUREMENTS = {
    "chat": ("bench.chat", "what a delivery, a socket and a reconnect cost, beside other chat servers"),
    "reminders": ("bench.reminders", "what a due reminder costs in batches, beside one task a person"),
    "accounts": ("bench.accounts", "whether the clock tells who has an account"),
    "media": ("bench.media", "what sound and pictures cost the media server, a person, for each backend"),
    "data": ("bench.archive", "how long queries take in ten million messages"),
}


def bench(arguments: list[str]) -> int:
    """Run the measurement of this name, or list them."""
    if not arguments or arguments[0] not in MEASUREMENTS:
        if arguments:
            say(f"There is no measurement `{arguments[0]}`.")
        say("Measurements, each run with `./dev bench <name>`:")
        for name, (_module, purpose) in MEASUREMENTS.items():
            say(f"  {name:<9} {purpose}")
        return 2 if arguments else 0
    name, *rest = arguments
    return subprocess.run([sys.executable, "-m", MEASUREMENTS[name][0], *rest], cwd=ROOT, check=False).returncode
