"""Child processes that never outlive the process that started them."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Account:
    """The unprivileged system account that a root process lends to PostgreSQL, which refuses to run as root."""

    name: str
    user_id: int
    group_id: int


@dataclass(frozen=True)
class Program:
    """What to start and how: enough to start it again after it died.

    `instructions` is written to its standard input, which is closed then. On Linux the kernel sends the
    process `signal_at_our_death` when we end in whatever way, `kill -9` included.
    """

    command: Sequence[str | Path]
    environment: Mapping[str, str] | None = None
    account: Account | None = None
    folder: Path = ROOT
    instructions: bytes | None = None
    signal_to_stop: signal.Signals = signal.SIGTERM
    signal_at_our_death: signal.Signals = signal.SIGKILL


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


def start_child(program: Program, *, output: int | IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start the program in a session of its own: a Ctrl-C in the terminal reaches it through us alone.

    Call it from a thread that lives as long as the process: to the kernel that thread is the parent.
    """
    libc, parent = _libc(), os.getpid()

    def die_with_parent() -> None:
        # After the change of account, which would clear it.
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, program.signal_at_our_death)
            if os.getppid() != parent:  # We died between fork and prctl.
                os._exit(1)

    account = program.account
    child = subprocess.Popen(
        [str(part) for part in program.command],
        env=None if program.environment is None else dict(program.environment),
        cwd=program.folder,
        stdin=subprocess.DEVNULL if program.instructions is None else subprocess.PIPE,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        user=account.user_id if account else None,
        group=account.group_id if account else None,
        extra_groups=[] if account else None,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - two system calls, and nothing else ends a child with a killed parent
    )
    if program.instructions is not None and child.stdin:
        with child.stdin as pipe:
            pipe.write(program.instructions)
    return child


def stop_child(
    child: subprocess.Popen[bytes], *, by: signal.Signals | None = signal.SIGTERM, patience: float = 10
) -> None:
    """End the process, politely first and by force after `patience` seconds, and whatever it started itself.

    `by=None`: it was asked already.
    """
    if child.poll() is None:
        if by is not None:
            child.send_signal(by)
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    end_group(child)
    child.wait()


def end_group(child: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process and of those it started: each child leads a group of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def how_it_ended(code: int) -> str:
    """Put an exit code into words."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return "ended by itself" if code == 0 else f"failed with exit code {code}"


def is_alive(process_id: int) -> bool:
    """Say whether a process has this id, whosever it is."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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
