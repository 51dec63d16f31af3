"""What is looked at before a message is kept: its form, its pace, and whatever other apps register.

Words of crisis are never a reason to hold or refuse a message (safety.md, 6). Pure: no Django in here.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from apps.messaging.errors import Empty, NotText, SlowMode, TooFast, TooLong, TooManyLinks, TooManyMentions
from apps.messaging.rules.contact_details import contact_in

FAR_FUTURE = datetime.max.replace(tzinfo=UTC)
LONGEST_BODY = 4000
LONGEST_POST = 12000  # on the wall, which takes its time
LONGEST_NOTE = 80
NEWCOMER_LINKS = 2
NEWCOMER_MENTIONS = 2

_LINK = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")
_MENTION = re.compile(r"(?<!\w)@\w")


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `count` messages within `window`."""

    count: int
    window: timedelta


EVERYONE = Pace(30, timedelta(seconds=10))
NEWCOMERS = Pace(10, timedelta(seconds=30))
# How far back the sender's own messages are looked up.
LONGEST_WINDOW = max(EVERYONE.window, NEWCOMERS.window)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message before it is kept, with what the rules need to know; `recent` are the author's own last times.

    `pause` is what the room asks of this author between two messages, `last_here` when they last spoke in it.
    `asks_about_contact`: ways to be reached outside are asked about first, and the author has not said that they are sure.
    """

    body: str
    content_note: str = ""
    is_newcomer: bool = False
    recent: Sequence[datetime] = ()
    pause: timedelta = timedelta(0)
    last_here: datetime | None = None
    asks_about_contact: bool = False
    longest: int = LONGEST_BODY
    has_pictures: bool = False
    now: datetime = FAR_FUTURE


# Returns True to hold the message for a moderator; raises a DomainError to refuse it.
type Screener = Callable[[Candidate], bool]

# Append to it in `AppConfig.ready`.
screeners: list[Screener] = []


def clean(text: str) -> str:
    """Return the text as it is kept: one kind of line end, nothing empty around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def screen(candidate: Candidate) -> bool:
    """Return whether a moderator should see the message first. Raises a DomainError that says why it cannot be sent."""
    # A picture can say it alone.
    require_form(
        candidate.body or ("." if candidate.has_pictures else ""), candidate.content_note, longest=candidate.longest
    )
    _require_pace(candidate)
    _require_pause(candidate)
    if candidate.is_newcomer:
        # The note is read first and by more people: what the words may not carry, it may not carry either.
        _require_modesty(f"{candidate.content_note}\n{candidate.body}")
    if candidate.asks_about_contact and (question := contact_in(f"{candidate.content_note}\n{candidate.body}")):
        raise question
    return any(screener(candidate) for screener in screeners)


def longest_body(room_kind: str) -> int:
    """Return how many letters one message in such a room can have."""
    return LONGEST_POST if room_kind == "wall" else LONGEST_BODY


def is_text(text: str) -> bool:
    """Tell whether the text can be stored and sent: no NUL, no half characters."""
    return _NOT_TEXT.search(text) is None


def require_form(body: str, content_note: str = "", *, longest: int = LONGEST_BODY) -> None:
    """Pass cleaned words that can be kept, or raise Empty, NotText or TooLong."""
    if not body:
        raise Empty
    if not is_text(body) or not is_text(content_note):
        raise NotText
    if len(body) > longest or len(content_note) > LONGEST_NOTE:
        raise TooLong


def _require_pace(candidate: Candidate) -> None:
    pace = NEWCOMERS if candidate.is_newcomer else EVERYONE
    since = candidate.now - pace.window
    if sum(at > since for at in candidate.recent) >= pace.count:
        raise TooFast


def _require_pause(candidate: Candidate) -> None:
    if left := seconds_left(candidate.pause, candidate.last_here, candidate.now):
        raise SlowMode(wait=left)


def seconds_left(pause: timedelta, last_here: datetime | None, now: datetime) -> int:
    """Return how many whole seconds are left until somebody may speak again; 0 when they may."""
    if not pause or last_here is None:
        return 0
    return max(0, ceil((last_here + pause - now).total_seconds()))


def _require_modesty(words: str) -> None:
    if len(_LINK.findall(words)) > NEWCOMER_LINKS:
        raise TooManyLinks
    if len(_MENTION.findall(words)) > NEWCOMER_MENTIONS:
        raise TooManyMentions
