"""What the kernel says a tree of processes has used. Linux alone."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """Return the CPU seconds of a process, of all it started that still run, and of those that were waited for."""
    return sum(_own_seconds(pid) + _seconds_of_the_dead(pid) for pid in tree(root))


def memory_bytes(root: int) -> int:
    """Return the memory of a process tree, what it shares with others counted in proportion."""
    return sum(_proportional_bytes(pid) for pid in tree(root))


def tree(root: int) -> Iterator[int]:
    """Give the process and everything below it."""
    yield root
    for thread in Path(f"/proc/{root}/task").glob("*/children"):
        try:
            children = thread.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in children:
            yield from tree(int(child))


def child_named(name: str) -> int:
    """Return the process below this one that runs the program of that name."""
    found = [pid for pid in tree(os.getpid()) if Path(f"/proc/{pid}/comm").read_text().strip() == name]
    return found[0]


def _own_seconds(pid: int) -> float:
    try:
        # The clock of another process, to the nanosecond (clock_getcpuclockid(3)).
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def _seconds_of_the_dead(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[13]) + int(fields[14])) / TICKS


def _proportional_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
