"""Where the tools keep things: under `.dev/`, or where an unprivileged account can reach it.

`BESIDE_STATE` names another folder for the data of `./dev run`.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devkit.children import ROOT, Account, is_alive

DEV = ROOT / ".dev"
STATE = Path(os.environ.get("BESIDE_STATE") or DEV / "state")
LOGS = STATE / "logs"
MAIL = STATE / "mail"
SECRETS = STATE / "secrets.env"
RUNNING = STATE / "running.env"
LOCK = STATE / "lock"
OWN_SETTINGS = ROOT / ".env.development"


def can_reach(folder: Path, account: Account | None) -> bool:
    """Say whether the account may walk down to this folder (which need not exist yet)."""
    if account is None:
        return True
    existing = [place for place in (folder, *folder.parents) if place.exists()]
    return all(_may_enter(place.stat(), account) for place in existing)


def _may_enter(found: os.stat_result, account: Account) -> bool:
    if found.st_uid == account.user_id:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.group_id:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def database_folder(account: Account | None) -> Path:
    """Return where the embedded database keeps its data between runs of this checkout."""
    inside = STATE / "postgres"
    if can_reach(STATE, account):
        return inside
    checkout = hashlib.sha256(str(STATE).encode()).hexdigest()[:12]
    return Path("/var/lib/beside-dev") / checkout / "postgres"


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Give a new folder that every account can walk through, and remove it afterwards.

    Folders that killed processes have left behind go first.
    """
    # TMPDIR may be closed to the account that a root run lends to PostgreSQL.
    base = Path("/tmp") if os.geteuid() == 0 else Path(tempfile.gettempdir())  # noqa: S108 - mkdtemp makes the name
    prefix = f"beside-{purpose}-"
    _sweep(base, prefix)
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=base))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(base: Path, prefix: str) -> None:
    for folder in base.glob(f"{prefix}*"):
        process_id = folder.name.removeprefix(prefix).partition("-")[0]
        if process_id.isdecimal() and not is_alive(int(process_id)):
            shutil.rmtree(folder, ignore_errors=True)
