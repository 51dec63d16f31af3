"""What the tools say to the person at the terminal."""

import os
import sys
from threading import Lock

_COLOURS = ("36", "35", "33", "32", "34", "95", "96", "93")
_whole_lines = Lock()


def say(text: str) -> None:
    """Print a line at once."""
    _write(f"{text}\n")


def say_for(name: str, line: str) -> None:
    """Print a line of a service's log behind its name."""
    label = f"{name:<8} |"
    if _has_colours():
        label = f"\033[{_COLOURS[sum(map(ord, name)) % len(_COLOURS)]}m{label}\033[0m"
    _write(f"{label} {line}\n")


def strong(text: str) -> str:
    """Return the text in bold where the terminal can."""
    return f"\033[1m{text}\033[0m" if _has_colours() else text


def _has_colours() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _write(text: str) -> None:
    with _whole_lines:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            # Nobody reads any more (`./dev run | head`); the logs are also in files, so go on quietly.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
