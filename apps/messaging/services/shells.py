"""The usual message drawn from a shell: the template's own output with holes where messages differ.

A message that folds nothing, quotes nobody and has no answers differs from any other in a few places only. Its template
is rendered once with stand-ins, for a language and a tag, and cut at them; after that a message costs a join of strings.
`_message.html` stays the one place that says how a message looks: a test holds that both are equal.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape

from apps.core.public_ids import new_public_id
from apps.core.templatetags.beside import avatar
from apps.groups.models import Membership
from apps.messaging.models import Message

TEMPLATE = "messaging/_message.html"

# Nothing else in the page can look like these.
_AUTHOR, _ALIAS, _WORDS = (new_public_id() for _ in range(3))
_AT = datetime(1907, 3, 9, 3, 47, 11, 654321, tzinfo=UTC)
_HOLES = {
    "avatar": str(avatar(_AUTHOR)),
    "alias": _ALIAS,
    "words": _WORDS,
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
    author, at = parts["author"], message.posted_at.isoformat()
    fills = {
        "avatar": _avatar_of(author.public_id),
        "alias": escape(author.alias),
        "words": parts["html"],
        "at": at,
        "clock": at[11:16],
    }
    shell = _shell(parts["tag"], translation.get_language(), is_post=parts["is_post"])
    # What stands at odd places is the name of a hole.
    return "".join(fills[part] if place % 2 else part for place, part in enumerate(shell))


@lru_cache(maxsize=4096)
def _avatar_of(member: str) -> str:
    return str(avatar(member))


def _is_usual(message: Message, parts: dict[str, Any]) -> bool:
    has_more = message.content_note or message.edited_at or message.reply_to_id
    is_own = parts["is_mine"] or parts["mine"] or parts["reactions"] or parts["pictures"]
    return (
        message.kind == Message.Kind.PLAIN
        and message.state == Message.State.VISIBLE
        and bool(parts["author"])
        and not (has_more or is_own)
        and timezone.get_current_timezone_name() == "UTC"
    )


@lru_cache(maxsize=64)
def _shell(tag: str, language: str | None, *, is_post: bool) -> Shell:
    del language  # The active one.
    parts = {
        "message": Message(posted_at=_AT),
        "author": Membership(public_id=_AUTHOR, alias=_ALIAS),
        "is_mine": False,
        "tag": tag,
        "html": _WORDS,
        "quote": None,
        "reactions": [],
        "pictures": (),
        "is_post": is_post,
    }
    drawn = render_to_string(TEMPLATE, {"shown": parts})
    return tuple(_NAMES.get(part, part) for part in _CUT.split(drawn))
