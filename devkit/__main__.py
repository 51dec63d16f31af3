"""What `./dev <command>` runs once Python and the dependencies are there."""

import importlib
import sys
import sysconfig
from pathlib import Path

from devkit.children import ROOT
from devkit.errors import DevkitError
from devkit.terminal import say

# name: (module and function, what it does)
COMMANDS = {
    "run": ("devkit.run:run", "run the whole application on this machine"),
    "test": ("devkit.testing:test", "run every test; arguments go to pytest"),
    "check": ("devkit.check:check", "lint, types, architecture, migrations, documents, licences"),
    "audit": ("devkit.audit:audit", "ask whether a hole is known in what Beside is built from"),
    "fix": ("devkit.check:fix", "mend what tools can mend: imports, formatting"),
    "texts": ("devkit.texts:texts", "bring the translation catalogues up to date with the sources"),
    "demo": ("devkit.manage:demo", "add fictional people and groups to the development database"),
    "manage": ("devkit.manage:manage", "run a command of manage.py with the development database"),
    "bench": ("devkit.bench:bench", "measure: `./dev bench` lists what there is"),
    "faults": ("devkit.testing:faults", "kill and cut things while people talk: `./dev faults --seeds 20`"),
    "doctor": ("devkit.doctor:doctor", "say what this machine has and lacks"),
}


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        _list_commands()
        return 0
    command, *rest = arguments
    if command not in COMMANDS:
        say(f"There is no command `{command}`.")
        _list_commands()
        return 2
    _let_plugins_be_found()
    module, _, function = COMMANDS[command][0].partition(":")
    try:
        return int(getattr(importlib.import_module(module), function)(rest))
    except DevkitError as error:
        say(f"./dev {command}: {error}")
        return 1


def _list_commands() -> None:
    say("Usage: ./dev <command>")
    for name, (_, purpose) in COMMANDS.items():
        say(f"  {name:<8} {purpose}")


def _let_plugins_be_found() -> None:
    """Put the checkout on the environment's path, so that a bare `pytest` finds `devkit` as early as it must."""
    Path(sysconfig.get_path("purelib"), "beside-checkout.pth").write_text(f"{ROOT}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
