"""A message as people and programs see it: one template and one set of fields for page, history and live frames.

Nothing here depends on who looks; what does (mine, blocked) is decided by whoever hands it out.
"""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_noop

from apps.groups.models import Membership
from apps.groups.permissions import Role
from apps.messaging.models import Message
from apps.messaging.rules.markup import excerpt, to_html

type Described = dict[str, Any]

ICONS = {
    Message.Kind.STRUGGLE: "cloud-rain",
    Message.Kind.WIN: "sprout",
    Message.Kind.LISTENING: "headphones",
}
LOOKS_AFTER = frozenset({Role.FACILITATOR, Role.MODERATOR, Role.OWNER})


def describe(message: Message, *, has_quote: bool = True, own: str = "") -> Described:
    """Return the message as contract.md says, `html` included; `mine` (own reactions) is for the caller to add.

    Expects `author` and `reply_to` to be loaded (`with_people`). Without `has_quote` the quoted words are left out,
    for a reader who may not see them. `own` is the reader's membership id, where one reader is known.
    """
    author = message.author if message.is_shown else None
    return {
        "id": message.public_id,
        "number": message.number,
        "change": message.change,
        "author": author.public_id if author else None,
        "alias": author.alias if author else "",
        "body": message.body if message.is_shown else "",
        "html": render(message, has_quote=has_quote, own=own),
        "kind": message.kind,
        "content_note": message.content_note if message.is_shown else "",
        "reply_to": message.reply_to.public_id if message.reply_to and has_quote and message.is_shown else None,
        "state": message.state,
        "posted_at": _iso(message.posted_at),
        "edited_at": _iso(message.edited_at),
        "reactions": [],
    }


def render(message: Message, *, has_quote: bool = True, own: str = "") -> str:
    """Return the message as HTML in the active language and time zone."""
    return render_to_string("messaging/_message.html", {"shown": shown(message, has_quote=has_quote, own=own)})


def shown(message: Message, *, has_quote: bool = True, own: str = "") -> dict[str, Any]:
    """Return what the template `_message.html` needs, everything prepared."""
    author = message.author if message.is_shown else None
    return {
        "message": message,
        "author": author,
        "is_mine": bool(author and own == author.public_id),
        "tag": tag_of(author) if author else "",
        "icon": ICONS.get(Message.Kind(message.kind), ""),
        "html": to_html(message.body) if message.is_shown else "",
        "quote": _quote(message) if has_quote else None,
    }


def tag_of(author: Membership) -> str:
    """Return the word beside an alias: who looks after the room, who is new; untranslated."""
    if author.role_set & LOOKS_AFTER:
        return gettext_noop("looks after the room")
    return gettext_noop("new here") if author.is_newcomer else ""


def _quote(message: Message) -> dict[str, str] | None:
    quoted = message.reply_to
    if quoted is None or not quoted.is_shown or quoted.state != Message.State.VISIBLE:
        return None
    alias = quoted.author.alias if quoted.author else ""
    # A folded message stays folded in its quote.
    return {"id": quoted.public_id, "alias": alias, "text": quoted.content_note or excerpt(quoted.body)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
