"""The usual message drawn from a shell: the template's own output with holes where messages differ.

A message that folds nothing, quotes nobody and has no answers differs from the one before in a few places only. Its
template is rendered once with stand-ins, for a room, a language and a tag, and cut at them; after that a message costs
a join of strings. `_message.html` stays the one place that says how a message looks: a test holds that both are equal.
"""

import re
import time
from copy import copy
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape

from apps.core.public_ids import new_public_id
from apps.core.templatetags.beside import avatar
from apps.messaging.models import Message

TEMPLATE = "messaging/_message.html"
LASTS = 60  # seconds after which a shell is drawn anew, whatever of its room may have changed meanwhile

# Nothing else in the page can look like these.
_ID, _AUTHOR, _ALIAS, _WORDS = (new_public_id() for _ in range(4))
_NUMBER, _CHANGE = 731_864_529_017_635, 731_864_529_017_636
_AT = datetime(1907, 3, 9, 3, 47, 11, 654321, tzinfo=UTC)
_HOLES = {
    "id": _ID,
    "avatar": str(avatar(_AUTHOR)),
    "author": _AUTHOR,
    "alias": _ALIAS,
    "words": _WORDS,
    "number": str(_NUMBER),
    "change": str(_CHANGE),
    "at": _AT.isoformat(),
    "clock": "03:47",
}
_CUT = re.compile("(" + "|".join(re.escape(hole) for hole in _HOLES.values()) + ")")
_NAMES = {hole: name for name, hole in _HOLES.items()}

type Shell = tuple[str, ...]


def render_message(message: Message, parts: dict[str, Any]) -> str:
    """Return the message as HTML in the active language; `parts` are what its template needs."""
    if not _is_usual(message, parts):
        return render_to_string(TEMPLATE, {"shown": parts})
    room, author = message.room, parts["author"]
    key = (room.pk, room.group.public_id, parts["tag"], translation.get_language(), int(time.monotonic() / LASTS))
    fills = {
        "id": message.public_id,
        "avatar": avatar(author.public_id),
        "author": author.public_id,
        "alias": escape(author.alias),
        "words": parts["html"],
        "number": str(message.number),
        "change": str(message.change),
        "at": message.posted_at.isoformat(),
        "clock": message.posted_at.strftime("%H:%M"),
    }
    # What stands at odd places is the name of a hole.
    return "".join(fills[part] if place % 2 else part for place, part in enumerate(_shell(key, _Kept(message, parts))))


def _is_usual(message: Message, parts: dict[str, Any]) -> bool:
    has_more = message.content_note or message.edited_at or message.reply_to_id or message.thread_id
    is_own = parts["is_mine"] or parts["mine"] or parts["reactions"] or parts["pictures"]
    return (
        message.kind == Message.Kind.PLAIN
        and message.state == Message.State.VISIBLE
        and bool(parts["author"])
        and not (has_more or is_own or message.memorial_id)
        and timezone.get_current_timezone_name() == "UTC"
    )


class _Kept:
    """A message on its way into a shell; all are alike to the cache, whose key says what makes a difference."""

    def __init__(self, message: Message, parts: dict[str, Any]) -> None:
        self.message, self.parts = message, parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=1024)
def _shell(key: tuple[object, ...], kept: _Kept) -> Shell:
    del key
    message, author = copy(kept.message), copy(kept.parts["author"])
    message.public_id, message.number, message.change, message.posted_at = _ID, _NUMBER, _CHANGE, _AT
    author.public_id, author.alias = _AUTHOR, _ALIAS
    drawn = render_to_string(TEMPLATE, {"shown": kept.parts | {"message": message, "author": author, "html": _WORDS}})
    kept.message, kept.parts = message, {}  # The cache keeps no words.
    return tuple(_NAMES.get(part, part) for part in _CUT.split(drawn))
