"""Telephone numbers in what somebody wrote, so that on a bad night each is one tap."""

import re
from collections.abc import Iterator

_PERHAPS = re.compile(r"(?<![\w:.,/-])(?:\+|\()?\d[\d ()./-]{3,20}\d(?![\w:]|[.,/-]\d)")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([./-])\d{1,2}\1\d{2,4}")
_HOLDS_TOGETHER = re.compile(r"[+(0]|.*\d{3}")
_FEWEST, _MOST = 5, 15  # Digits: from a helpline of one country to the longest there is (E.164).


def pieces(words: str) -> Iterator[tuple[str, str]]:
    """Give the words in pieces, each with what a telephone dials for it, or with nothing."""
    at = 0
    for found in _PERHAPS.finditer(words):
        number = dialled(found[0])
        if not number:
            continue
        yield words[at : found.start()], ""
        yield found[0], number
        at = found.end()
    yield words[at:], ""


def dialled(text: str) -> str:
    """Return what a telephone dials for this, or nothing for a day, hours or a price."""
    digits = "".join(sign for sign in text if sign.isdecimal() and sign.isascii())
    if not _FEWEST <= len(digits) <= _MOST or _DAY.fullmatch(text) or not _HOLDS_TOGETHER.match(text):
        return ""
    # The (0) in +44 (0)20 is for those who call from within.
    outside = re.sub(r"\(0\)", "", text) if text.startswith("+") else text
    return ("+" if text.startswith("+") else "") + "".join(
        sign for sign in outside if sign.isascii() and sign.isdecimal()
    )
