"""`./dev bench`: measurements, each a module of `bench/` with a `main(arguments)`."""

import subprocess
import sys

from devkit.children import ROOT
from devkit.terminal import say


def bench(arguments: list[str]) -> int:
    """Run the measurement of this name, or list them."""
    names = sorted(file.stem for file in (ROOT / "bench").glob("*.py") if not file.stem.startswith("_"))
    if not names:
        say("There are no measurements yet (bench/ is empty).")
        return 1 if arguments else 0
    if not arguments:
        say("Measurements, each run with `./dev bench <name>`:")
        for name in names:
            say(f"  {name}")
        return 0
    name, *rest = arguments
    if name not in names:
        say(f"There is no measurement `{name}`; there are: {', '.join(names)}.")
        return 2
    return subprocess.run([sys.executable, "-m", f"bench.{name}", *rest], cwd=ROOT, check=False).returncode
