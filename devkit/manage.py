"""`./dev demo` and `./dev manage`: one of Django's commands, against what `./dev run` runs or by itself."""

import os
import subprocess
import sys

from devkit.application import application, has_command
from devkit.children import ROOT
from devkit.errors import DevkitError
from devkit.places import LOCK, RUNNING
from devkit.running import is_held
from devkit.terminal import say
from devkit.variables import read_variables


def demo(arguments: list[str]) -> int:
    """Add the fictional people, groups and talk to the development database."""
    if not has_command("load_demo"):
        say("There is no demo data yet: no app has the command load_demo.")
        return 1
    code = manage(["load_demo", *arguments])
    if code == 0:
        say("Sign in as alice@example.org with the passphrase beside-demo-passphrase. Next: `./dev run`.")
    return code


def manage(arguments: list[str]) -> int:
    """Run a command of manage.py with the development database, its migrations applied."""
    if is_held(LOCK):
        running = read_variables(RUNNING)
        if not running:
            msg = "`./dev run` is still starting here: try again when it says that Beside is ready."
            raise DevkitError(msg)
        return _call(dict(os.environ) | running, arguments)
    with application() as ours:
        ours.environment.setdefault("SITE_URL", "http://localhost:8000")
        ours.prepare()
        return _call(ours.environment, arguments)


def _call(environment: dict[str, str], arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "manage.py", *arguments], env=environment, cwd=ROOT, check=False).returncode
