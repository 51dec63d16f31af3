"""A short list in somebody's own words, one a line: what may be going on, or how a message can begin."""

from apps.journey.errors import ShortList

MOST_CHOICES, LONGEST_CHOICE = 16, 40


def choices_from(text: str, *, most: int = MOST_CHOICES, longest: int = LONGEST_CHOICE) -> list[str]:
    """Return the lines as they are offered, each once, in order. Raises ShortList."""
    kept: dict[str, str] = {}
    for line in text.splitlines():
        if tidied := " ".join(line.split()):
            kept.setdefault(tidied.casefold(), tidied)
    if len(kept) > most or any(len(line) > longest for line in kept.values()):
        raise ShortList(count=most, length=longest)
    return list(kept.values())
