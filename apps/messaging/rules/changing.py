"""When words can still be changed, and by whom a message can be answered quietly. Pure."""

from datetime import datetime, timedelta

from apps.messaging.errors import NoQuietAnswer, NotYours, OwnWords, TooLateToChange, Unchangeable
from apps.messaging.rules.screening import Pace

# Afterwards others have answered these words; they can still be taken back.
CHANGEABLE_FOR = timedelta(hours=24)
# Quiet answers and edits together, of one person in all rooms.
CHANGES = Pace(30, timedelta(seconds=10))

SHOWN = frozenset({"visible", "held"})


def require_changeable(state: str, posted_at: datetime, now: datetime, *, is_author: bool) -> None:
    """Pass where these words may be changed. Raises Unchangeable, NotYours or TooLateToChange."""
    if state not in SHOWN:
        raise Unchangeable
    if not is_author:
        raise NotYours
    if now - posted_at > CHANGEABLE_FOR:
        raise TooLateToChange


def require_answerable(state: str, *, is_author: bool) -> None:
    """Pass where a quiet answer may be given. Raises NoQuietAnswer or OwnWords."""
    if state != "visible":
        raise NoQuietAnswer
    if is_author:
        raise OwnWords
