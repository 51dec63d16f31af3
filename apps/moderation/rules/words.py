"""What a moderator says to a member."""

from apps.moderation.errors import ReasonMissing, ReasonUnusable

LONGEST = 2000
LONGEST_RULE = 300


def require_words(words: str) -> str:
    """Return the words without space around them; raises ReasonMissing or ReasonUnusable."""
    tidy = words.strip()
    if not tidy:
        raise ReasonMissing
    if len(tidy) > LONGEST or not is_text(tidy):
        raise ReasonUnusable
    return tidy


def is_text(words: str) -> bool:
    """Tell whether the database can keep it: no NUL and no half characters."""
    return "\0" not in words and not any("\ud800" <= sign <= "\udfff" for sign in words)
