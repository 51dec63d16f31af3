"""Child processes that never outlive the process that started them."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """The unprivileged system account that a root process lends to PostgreSQL, which refuses to run as root."""

    name: str
    user_id: int
    group_id: int


@cache
def unprivileged_account() -> Account | None:
    """Return the account that embedded servers run as, or None when we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names.get("nobody") or names["daemon"]
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


@cache
def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def start_child(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    folder: Path | None = None,
    output: int | IO[bytes] | None = None,
    instructions: bytes | None = None,
    signal_at_our_death: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Start a process in its own session: a Ctrl-C in the terminal reaches it through us alone.

    On Linux the kernel sends it `signal_at_our_death` when we end in whatever way, `kill -9` included.
    `instructions` is written to its standard input, which is closed then.
    """
    libc, parent = _libc(), os.getpid()

    def die_with_parent() -> None:
        # After the change of user, which would clear it.
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal_at_our_death)
            if os.getppid() != parent:  # We died between fork and prctl.
                os._exit(1)

    child = subprocess.Popen(
        [str(part) for part in command],
        env=None if environment is None else dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL if instructions is None else subprocess.PIPE,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        user=account.user_id if account else None,
        group=account.group_id if account else None,
        extra_groups=[] if account else None,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - two system calls, and nothing else ends a child with a killed parent
    )
    if instructions is not None and child.stdin:
        with child.stdin as pipe:
            pipe.write(instructions)
    return child


def stop_child(
    child: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, patience: float = 10
) -> None:
    """End the process: politely first, and by force after `patience` seconds."""
    if child.poll() is None:
        child.send_signal(by)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def free_port() -> int:
    """Return a loopback TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    """Say whether something accepts connections on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
