"""A word that somebody does not want to meet: how it is looked for, here and by the database. Pure."""

import re
import unicodedata
from functools import lru_cache

from apps.messaging.errors import LongPhrase, NoWord, TooManyWords

MOST_WORDS = 50
LONGEST_WORD = 60
LONGEST_PATTERN = 200
# The same signs as `folded` in querysets.py takes away: accents, and vowel signs of Arabic.
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f]+")
# Scripts that write without spaces (Thai to Burmese, Khmer, kana, Han): a word stands within the line there.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Between the words of a message and its content note: no word goes across.
SEPARATOR = " \u241f "
_PLAIN = re.compile(r"\w")
_RUNS = re.compile(r"\w+")


@lru_cache(maxsize=64)
def fold_case(text: str) -> str:
    """Return the text without case and accents, with single spaces: two that differ in these alone become the same.

    Remembered, because every socket of a room asks it of the same frame.
    """
    return " ".join(_ACCENTS.sub("", unicodedata.normalize("NFD", text.lower())).split())


@lru_cache(maxsize=1024)
def pattern_of(word: str) -> str:
    """Return PostgreSQL's regular expression that finds the word in folded text, as a whole word.

    Raises NoWord for what would hide nearly everything or nothing, LongPhrase for more than a short phrase.
    """
    folded = fold_case(word)
    if len(word) > LONGEST_WORD:
        raise LongPhrase
    if "\0" in folded or not _PLAIN.search(folded) or (len(folded) < 2 and not _UNSPACED.match(folded)):
        raise NoWord
    pattern = _edge(folded[0], "(?<!\\w)") + _escaped(folded) + _edge(folded[-1], "(?!\\w)")
    if len(pattern) > LONGEST_PATTERN:
        raise LongPhrase
    return pattern


@lru_cache(maxsize=1024)
def pieces_of(word: str) -> tuple[str, ...]:
    """Return the runs of letters in a muted word: whatever holds it holds these, however it is written down."""
    return tuple(_RUNS.findall(fold_case(word)))


def is_said_in(word: str, text: str) -> bool:
    """Tell whether the word stands in the text, by the same pattern as in the database."""
    try:
        return re.search(pattern_of(word), fold_case(text)) is not None
    except (NoWord, LongPhrase):
        return False


def all_said(body: str, content_note: str) -> str:
    """Return all that a message says, as muted words are looked for in it."""
    return f"{body}{SEPARATOR}{content_note}"


def require_room_for_one_more(count: int) -> None:
    """Pass, or raise TooManyWords: each word is looked for in each message."""
    if count >= MOST_WORDS:
        raise TooManyWords


def _edge(letter: str, boundary: str) -> str:
    return "" if _UNSPACED.match(letter) else boundary


def _escaped(folded: str) -> str:
    signs = (letter if _PLAIN.match(letter) or ord(letter) > 127 else f"\\{letter}" for letter in folded)
    return "".join(signs).replace("\\ ", "\\s+")
