"""What hosts learn of how a meeting was: what most felt, and nothing of fewer than five."""

from collections.abc import Collection
from datetime import timedelta

FEWEST = 5
# Told once, so that nobody reads from a change whose answer came last.
TOLD_AFTER = timedelta(hours=12)


def shared_mood(moods: Collection[str]) -> str:
    """Return the mood of more than half of those who said one, "mixed" where there is none, "" of fewer than five."""
    if len(moods) < FEWEST:
        return ""
    for mood in set(moods):
        if 2 * sum(one == mood for one in moods) > len(moods):
            return mood
    return "mixed"
