"""`./dev audit`: whether a hole is known in what Beside is built from; it asks osv.dev, and names no machine to it."""

import os
import shutil
import subprocess

from devkit.children import ROOT
from devkit.errors import DevkitError
from devkit.terminal import say, strong

# For others' tools: every library that runs in production, with its version and hashes (CycloneDX 1.5).
INVENTORY = ROOT / ".dev" / "inventory.cdx.json"
IN_PRODUCTION = ("--frozen", "--no-dev")
TIME_FRAMES = "docs/security.md, What we are built from"


def audit(arguments: list[str]) -> int:
    """Write the inventory, name each known hole, and return 0 when there is none; arguments go to `uv audit`."""
    uv = _uv()
    INVENTORY.parent.mkdir(exist_ok=True)
    _run(uv, "export", *IN_PRODUCTION, "--quiet", "--format", "cyclonedx1.5", "--output-file", str(INVENTORY))
    code = _run(uv, "audit", *IN_PRODUCTION, "--preview-features", "audit-command", *arguments)
    say(f"What runs in production: {INVENTORY}")
    say(strong("No hole is known. ") if code == 0 else f"How soon a hole is to be mended: {TIME_FRAMES}.")
    return code


def _run(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _uv() -> str:
    # Where `./dev` put it, unless this machine has one.
    found = shutil.which("uv", path=os.pathsep.join([str(ROOT / ".dev/uv/bin"), os.environ.get("PATH", "")]))
    if found is None:
        msg = "uv is not here; `./dev doctor` says what else is missing."
        raise DevkitError(msg)
    return found
