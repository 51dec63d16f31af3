"""From what somebody typed to what is looked for: words by their beginning, and phrases as they are. Pure.

Case and accents are taken away as `fold_case` does it, which is what the database does to the words it keeps.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from apps.messaging.rules.muted_words import fold_case

LONGEST_SEARCH = 200
MOST_TERMS = 12
# A beginning shorter than this is in nearly every word: it counts as the whole word.
SHORTEST_BEGINNING = 3
_QUOTED = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')
_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for: a phrase exactly, or a word that may go on."""

    text: str
    is_phrase: bool = False

    @property
    def runs(self) -> list[str]:
        return _RUN.findall(self.text)

    @property
    def may_go_on(self) -> bool:
        return not self.is_phrase and len(self.text) >= SHORTEST_BEGINNING

    def as_query(self) -> str:
        """Return the word as `to_tsquery` takes it; whatever signs are in it stay inside of its quotes."""
        quoted = self.text.replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}'{':*' if self.may_go_on else ''}"


def terms_of(typed: str) -> list[Term]:
    """Return what to look for: every second piece between quotation marks is a phrase; signs alone are nothing."""
    terms: list[Term] = []
    for place, piece in enumerate(_QUOTED.split(fold_case(typed))):
        found = [Term(piece.strip(), is_phrase=True)] if place % 2 else map(Term, piece.split())
        terms.extend(term for term in found if term.runs)
    return terms[:MOST_TERMS]


def matches_in(text: str, terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Return where the terms stand in the text, as pairs of beginning and end, in order and apart from one another."""
    folded, places = _folded_with_places(text)
    spans = sorted((found.start(), found.end()) for term in terms for found in _pattern(term).finditer(folded))
    apart: list[tuple[int, int]] = []
    for start, end in spans:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return [(places[start], places[end]) for start, end in apart]


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    folded, places = [], []
    for place, letter in enumerate(text):
        plain = fold_letter(letter)
        folded.append(plain)
        places.extend([place] * len(plain))
    return "".join(folded), [*places, len(text)]


def fold_letter(letter: str) -> str:
    """Return one letter without case and accents; a space stays a space."""
    return letter.lower() if letter.isascii() else (fold_case(letter) or (" " if letter.isspace() else ""))


def _pattern(term: Term) -> re.Pattern[str]:
    runs = r"[\W_]+".join(re.escape(run) for run in term.runs)
    return re.compile(rf"(?<![^\W_]){runs}{'[^\\W_]*' if term.may_go_on else '(?![^\\W_])'}")
