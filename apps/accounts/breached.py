"""Whether a passphrase stands in a file of breached ones; nobody outside is asked.

The file is the one that Have I Been Pwned gives away: a line `SHA-1:COUNT` for each, in order of the hashes. It has tens of
gigabytes: some forty lines of it are looked at, none is kept. Passphrases are never stored by SHA-1.
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

_HASH_LETTERS = 40


def is_breached(path: str, passphrase: str) -> bool:
    """Tell whether the passphrase, as it was typed, is in the file. Raises OSError where the file cannot be read."""
    wanted = hashlib.sha1(passphrase.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with Path(path).open("rb") as file:
        return _first_from(file, wanted)[:_HASH_LETTERS].upper() == wanted


def _first_from(file: BinaryIO, wanted: bytes) -> bytes:
    """Return the first line that is not before `wanted`, or nothing: lines that begin in [low, high) are left to look at."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        begins, line = _line_from(file, middle)
        if line and line[:_HASH_LETTERS].upper() < wanted:
            low = begins + len(line)
        else:
            high = middle
    return _line_from(file, low)[1]


def _line_from(file: BinaryIO, place: int) -> tuple[int, bytes]:
    """Return the first line that begins at `place` or behind it, and where."""
    if place:
        file.seek(place - 1)
        file.readline()
    else:
        file.seek(0)
    return file.tell(), file.readline()
