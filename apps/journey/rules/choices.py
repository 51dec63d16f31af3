"""The short list of what may be going on: a member's own words, one a line."""

from apps.journey.errors import ShortList

MOST_CHOICES, LONGEST_CHOICE = 16, 40


def choices_from(text: str) -> list[str]:
    """Return the lines as they are offered, each once, in order. Raises ShortList."""
    kept: dict[str, str] = {}
    for line in text.splitlines():
        if tidied := " ".join(line.split()):
            kept.setdefault(tidied.casefold(), tidied)
    if len(kept) > MOST_CHOICES or any(len(line) > LONGEST_CHOICE for line in kept.values()):
        raise ShortList(count=MOST_CHOICES, length=LONGEST_CHOICE)
    return list(kept.values())
