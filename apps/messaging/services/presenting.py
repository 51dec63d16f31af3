"""A message as people and programs see it: one template and one set of fields for page, history and live frames.

With a view it is what that one reader sees; without one, what all see whom nothing in it touches.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from apps.groups.models import Membership
from apps.groups.permissions import Role
from apps.messaging.models import Message, Reaction, Room
from apps.messaging.rules.markup import excerpt, to_html
from apps.messaging.rules.muted_words import all_said
from apps.messaging.rules.parties import NOBODY, Mentioned, Parties
from apps.messaging.rules.viewing import View
from apps.messaging.services.parties import parties_of
from apps.messaging.services.shells import render_message

# Shaped like public ids, for they stand in addresses.
ANY_MESSAGE, ANY_AUTHOR = "AnyMessage11", "AnyAuthor111"

type Described = dict[str, Any]

ICONS = {
    Message.Kind.STRUGGLE: "cloud-rain",
    Message.Kind.WIN: "sprout",
    Message.Kind.LISTENING: "headphones",
    Message.Kind.MEMORY: "bookmark",
}
QUIET_ICONS = {
    Reaction.Kind.HEAR: "ear",
    Reaction.Kind.WITH: "heart-handshake",
    Reaction.Kind.THANKS: "hand-heart",
    Reaction.Kind.WELL: "sparkles",
    Reaction.Kind.TOO: "users-round",
}
LOOKS_AFTER = frozenset({Role.FACILITATOR, Role.MODERATOR, Role.OWNER})


def describe(message: Message, view: View | None = None) -> Described:
    """Return the fields that docs/socket-protocol.md says; `mine` (own reactions) only where `view` is given.

    Expects `room`, `author` and `reply_to` to be loaded (`with_people`), on the wall `thread` too. Without a view it
    is what everybody sees who is touched by nothing in it (`View.is_touched`): the ready frame.
    """
    author = message.author if message.is_shown else None
    parts = shown(message, view)
    described = {
        "id": message.public_id,
        "number": message.number,
        "change": message.change,
        "author": author.public_id if author else None,
        "alias": parts["author"].alias if parts["author"] else "",
        "body": message.body if message.is_shown else "",
        "html": render_message(message, parts),
        "kind": message.kind,
        "content_note": message.content_note if message.is_shown else "",
        "reply_to": parts["quote"]["id"] if parts["quote"] else None,
        "state": message.state,
        "posted_at": _iso(message.posted_at),
        "edited_at": _iso(message.edited_at),
        "pictures": [asdict(picture) for picture in parts["pictures"]],
        "reactions": [reaction["kind"] for reaction in parts["reactions"]],
    }
    if message.room.kind == Room.Kind.WALL:
        described["thread"] = message.thread.public_id if message.thread else None
    return described | ({"mine": parts["mine"]} if view else {})


def shown(message: Message, view: View | None = None) -> dict[str, Any]:
    """Return what the template `_message.html` needs, everything prepared."""
    author = author_of(message)
    parties = parties_of(message) if message.is_shown else NOBODY
    is_out_of_sight = message.state in {Message.State.HELD, Message.State.HIDDEN}
    own = view.membership if view else ""
    mine = sorted({reacted.kind for reacted in parties.reactions if own and reacted.member == own})
    return {
        "message": message,
        "author": author,
        "is_mine": bool(author and own == author.public_id),
        "tag": tag_of(author) if author else "",
        "icon": ICONS.get(Message.Kind(message.kind), ""),
        "html": to_html(message.body, _mentions(parties, message, view)) if message.is_shown else "",
        "quote": _quote(message, view) if message.is_shown else None,
        "reactions": _reactions(parties, view, mine),
        "mine": mine,
        "pictures": parties.pictures,
        "is_post": message.thread_id is None and message.room.kind == Room.Kind.WALL,
        "is_personal": view is not None,
        "finding": parties_of(message).finding if is_out_of_sight else None,
    }


def author_of(message: Message) -> Membership | None:
    """Return whose words a reader sees: nobody's where none are shown, and somebody without a name's once they left."""
    if not message.is_shown:
        return None
    return message.author or Membership(public_id="", alias=gettext("Somebody who left"), settled_at=message.posted_at)


def stand_in(room: Room) -> dict[str, Any]:
    """Return a message and an author that stand for any: a page's modules put the real names in their place."""
    author = Membership(public_id=ANY_AUTHOR, alias=ANY_AUTHOR)
    message = Message(public_id=ANY_MESSAGE, room=room, author=author, state=Message.State.VISIBLE)
    return {"message": message, "author": author}


def _mentions(parties: Parties, message: Message, view: View | None) -> tuple[Mentioned, ...]:
    """Return whom the words call on; somebody whom the reader does not meet is just text."""
    at = message.worded_at.timestamp()
    return tuple(one for one in parties.mentions if view is None or view.meets(one.member, at))


def _reactions(parties: Parties, view: View | None, mine: list[str]) -> list[dict[str, Any]]:
    """Return the kinds that are there, in their fixed order: never how many, never whose."""
    met = {one.kind for one in parties.reactions if view is None or view.meets(one.member, one.at)}
    # Most messages have none: nothing is put into words for them.
    return [answer for answer in quiet_answers(mine) if answer["kind"] in met] if met else []


def quiet_answers(mine: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return all kinds of quiet answers as they are shown, in their fixed order; `mine` are one reader's own."""
    return [
        {"kind": kind.value, "label": str(kind.label), "icon": QUIET_ICONS[kind], "is_mine": kind in mine}
        for kind in Reaction.Kind
    ]


def tag_of(author: Membership) -> str:
    """Return the word beside an alias: who looks after the room, who is new; untranslated."""
    if author.role_set & LOOKS_AFTER:
        return gettext_noop("looks after the room")
    return gettext_noop("new here") if author.is_newcomer else ""


def _quote(message: Message, view: View | None) -> dict[str, str] | None:
    quoted = message.reply_to
    if quoted is None or quoted.state != Message.State.VISIBLE or not _sees_quoted(quoted, view):
        return None
    author = author_of(quoted)
    alias = author.alias if author else ""
    # A folded message stays folded in its quote.
    return {"id": quoted.public_id, "alias": alias, "text": quoted.content_note or excerpt(quoted.body)}


def _sees_quoted(quoted: Message, view: View | None) -> bool:
    if view is None or quoted.author is None:
        return True
    if quoted.author.public_id != view.membership and view.is_unwanted(all_said(quoted.body, quoted.content_note)):
        return False
    return view.meets(quoted.author.public_id, quoted.worded_at.timestamp())


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
