"""From what somebody typed to words that a text search takes."""

import re

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
MOST_WORDS = 8


def words_of(typed: str) -> list[str]:
    """Return the words of a search, without punctuation; later ones than the eighth change little and are left out."""
    return _WORD.findall(typed)[:MOST_WORDS]


def prefix_query(word: str) -> str:
    """Return PostgreSQL's tsquery for words that begin like this one (one word of `words_of`)."""
    return f"'{word}':*"
