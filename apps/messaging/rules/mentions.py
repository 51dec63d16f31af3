"""Where a text calls on somebody: "@" and an alias, which may hold spaces; the longest that somebody bears wins. Pure."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from apps.groups.rules.aliases import LONGEST, fold

# More calls than these in one message are words like any other.
MOST_MENTIONS = 10

# As in screening: an "@" within a word is an address, not a call.
_CALL = re.compile(r"(?<!\w)@(?=\w)")
_WORD_END = re.compile(r"(?<=\w)(?!\w)")


@dataclass(frozen=True, slots=True)
class Call:
    """One place in a text, "@" included; `alias` is as it was typed, `folded` as lookalikes see it."""

    start: int
    end: int
    alias: str
    folded: str


def possible_calls(text: str) -> Iterator[list[Call]]:
    """Give, for each "@", every alias that could be meant there, the longest first."""
    for count, found in enumerate(_CALL.finditer(text)):
        if count == MOST_MENTIONS:
            return
        # One letter more, so that the border after the longest alias is seen.
        line = text[found.end() : found.end() + LONGEST + 1].split("\n", 1)[0]
        ends = [end for match in _WORD_END.finditer(line) if (end := match.end()) <= LONGEST]
        begins = found.start()
        yield [Call(begins, found.end() + end, line[:end], fold(line[:end])) for end in reversed(ends)]


def calls_in(text: str, borne: Collection[str]) -> list[Call]:
    """Return the calls on aliases that somebody bears (`borne`: folded), in order and without overlap."""
    meant = (next((call for call in calls if call.folded in borne), None) for calls in possible_calls(text))
    chosen: list[Call] = []
    for call in meant:
        if call and (not chosen or call.start >= chosen[-1].end):
            chosen.append(call)
    return chosen
