"""At most one `./dev run` in a checkout."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devkit.errors import DevkitError


class AlreadyRunningError(DevkitError):
    """Another process holds this checkout's lock."""


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock; the kernel lets go of it when we end, in whatever way.

    Raises AlreadyRunningError, naming the process that holds it.
    """
    with os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            msg = f"Beside is already running from this folder (process {file.read().strip() or 'unknown'})."
            raise AlreadyRunningError(msg) from None
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_held(lock: Path) -> bool:
    """Say whether a `./dev run` holds the lock now."""
    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
