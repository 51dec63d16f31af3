"""What is looked at before a message is kept: its form, its pace, and what the group watches.

Each rule answers in words of its own (`errors.py`) or says why a moderator looks (`Cause`). Words of crisis are never a reason to hold
or refuse a message (docs/care.md). Pure: no Django in here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import md5
from math import ceil

from apps.care.rules.crisis_words import sounds_like_crisis
from apps.messaging.errors import Empty, NotText, Question, SlowMode, TooFast, TooLong, TooManyLinks, TooManyMentions
from apps.messaging.errors.watching import Repeated, TooManyLinksNow, TooManyMentionsNow, WatchedLink, WatchedWords
from apps.messaging.rules.contact_details import contact_in
from apps.messaging.rules.watching import NOTHING_WATCHED, Effect, Kind, Watch, Watched

FAR_FUTURE = datetime.max.replace(tzinfo=UTC)
LONGEST_BODY = 4000
LONGEST_POST = 12000  # on the wall, which takes its time
LONGEST_DRAFT = 20_000  # what is too long to send is kept until somebody has shortened it
LONGEST_NOTE = 80
NEWCOMER_LINKS = 2
NEWCOMER_MENTIONS = 2
# The same words, if there are as many of them, may stand so often among what somebody said within minutes.
SHORTEST_REPEAT = 20
MOST_REPEATS = 3

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
# How far back their words are compared, and how many of them.
REPEATS_WITHIN = timedelta(minutes=10)
REPEATS_AMONG = 10


class Cause(StrEnum):
    """Why somebody looks at a message first, or after it was sent."""

    WORD = "word"
    LINK = "link"
    NEWCOMER = "newcomer"
    UNATTENDED = "unattended"
    FLAGS = "flags"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message before it is kept, with what the rules need to know; `recent` are the author's own last times.

    `pause` is what the room asks of this author between two messages, `last_here` when they last spoke in it.
    `asks_about_contact`: ways to be reached outside are asked about first. `is_sure`: the author was asked, and wants it
    sent. `is_unhurried`: nobody is on duty and the group chose stricter limits for that time. `said` are the digests of
    what the author said within minutes. `watch` is what the group watches. `must_wait` is why everything that this
    author says now is looked at first, or nothing; `is_trusted`: they look after the room themselves.
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
    is_sure: bool = False
    is_unhurried: bool = False
    said: Sequence[str] = ()
    watch: Watch = NOTHING_WATCHED
    must_wait: Cause | None = None
    is_trusted: bool = False

    @property
    def words(self) -> str:
        """The note is read first and by more people: what the words may not carry, it may not carry either."""
        return f"{self.content_note}\n{self.body}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Why somebody is to look at a message: `found` is the word or site it is about. Held, it waits for that look."""

    cause: Cause
    found: str = ""
    is_held: bool = True


def clean(text: str) -> str:
    """Return the text as it is kept: one kind of line end, nothing empty around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def screen(candidate: Candidate) -> Finding | None:
    """Return why a moderator should look at the message, if one should.

    Raises a DomainError that says which rule it cannot be sent by, and a Question when it can be, once they are sure.
    """
    # A picture can say it alone.
    require_form(
        candidate.body or ("." if candidate.has_pictures else ""), candidate.content_note, longest=candidate.longest
    )
    _require_pace(candidate)
    _require_pause(candidate)
    _require_something_new(candidate)
    if candidate.is_newcomer or candidate.is_unhurried:
        _require_modesty(candidate)
    watched = candidate.watch.found_in(candidate.words)
    if not candidate.is_sure:
        _ask(candidate, watched.get(Effect.ASK))
    return _finding(candidate, watched)


def _ask(candidate: Candidate, watched: Watched | None) -> None:
    """Pass, or raise one Question with all that there is to ask."""
    contact = contact_in(candidate.words) if candidate.asks_about_contact else None
    questions: list[Question] = [contact] if contact else []
    if watched:
        questions.append(WatchedWords(found=watched.word) if watched.word else WatchedLink())
    if len(questions) > 1:
        raise Question(questions=tuple(questions))
    if questions:
        raise questions[0]


def _finding(candidate: Candidate, watched: Mapping[Effect, Watched]) -> Finding | None:
    if candidate.is_trusted:
        return None
    if one := watched.get(Effect.HOLD):
        return Finding(_cause_of(one), one.word)
    if candidate.must_wait:
        return Finding(candidate.must_wait)
    one = watched.get(Effect.MARK)
    return Finding(_cause_of(one), one.word, is_held=False) if one else None


def _cause_of(watched: Watched) -> Cause:
    return Cause.LINK if watched.kind in {Kind.LINK, Kind.ADDRESS} else Cause.WORD


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
    require_length(body, content_note, longest=longest)


def require_length(body: str, content_note: str, *, longest: int) -> None:
    """Pass words of at most so many letters, or raise TooLong, which says how many are too many."""
    if more := max(len(body) - longest, 0) or max(len(content_note) - LONGEST_NOTE, 0):
        raise TooLong(more=more)


def _require_pace(candidate: Candidate) -> None:
    pace = NEWCOMERS if candidate.is_newcomer or candidate.is_unhurried else EVERYONE
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


def digest(body: str) -> str:
    """Return what tells the same words from others, case aside; the database makes the same of ASCII letters."""
    return md5(body.lower().encode(errors="replace"), usedforsecurity=False).hexdigest()


def _require_something_new(candidate: Candidate) -> None:
    # Short words are said often, and a cry for help may be.
    if len(candidate.body) < SHORTEST_REPEAT or candidate.said.count(digest(candidate.body)) < MOST_REPEATS:
        return
    if not sounds_like_crisis(candidate.words):
        raise Repeated


def _require_modesty(candidate: Candidate) -> None:
    if len(_LINK.findall(candidate.words)) > NEWCOMER_LINKS:
        raise TooManyLinks if candidate.is_newcomer else TooManyLinksNow
    if len(_MENTION.findall(candidate.words)) > NEWCOMER_MENTIONS:
        raise TooManyMentions if candidate.is_newcomer else TooManyMentionsNow
