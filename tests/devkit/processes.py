"""Watching real processes."""

import time
from collections.abc import Callable
from pathlib import Path


def wait_until(condition: Callable[[], object], *, patience: float = 15, what: str = "the condition") -> None:
    """Return once the condition holds; fail after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come true within {patience} s"
        time.sleep(0.02)


def is_running(process_id: int) -> bool:
    """Say whether the process runs (a zombie, which only waits to be counted, does not)."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def descendants(process_id: int) -> set[int]:
    """Return the ids of the process's children, their children and so on."""
    parents: dict[int, list[int]] = {}
    for entry in (place.name for place in Path("/proc").iterdir()):
        if entry.isdecimal():
            try:
                parent = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents.setdefault(parent, []).append(int(entry))
    found: set[int] = set()
    waiting = [process_id]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found.update(children)
        waiting.extend(children)
    return found
