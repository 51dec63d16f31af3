"""What sockets are told after a commit: each message rendered once, for everyone who may see it.

A payload on a room's topic is one line of JSON for the hubs (`Head`), then the ready text frame, then, where the message
quotes somebody, the same frame without the quote for those who may not see that person.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import Any, Literal

from django.utils import timezone, translation

from apps.core.realtime import publish
from apps.messaging.models import Message
from apps.messaging.services.presenting import describe

type Audience = Literal["all", "few"]


@dataclass(frozen=True, slots=True)
class Head:
    """What a hub must know of a frame without reading it; ids are public ones and never leave the server this way.

    `audience`: "few" are the author and those who look after the room. Times are seconds since 1970.
    """

    change: int | None = None
    author: str = ""
    posted_at: float = 0.0
    quoted: str = ""
    quoted_at: float = 0.0
    audience: Audience = "all"


def room_topic(room_public_id: str) -> str:
    """Return the topic that hubs listen to while anybody has the room open."""
    return f"room.{room_public_id}"


def announce(messages: Iterable[Message]) -> None:
    """Tell every socket that has the room open what the messages are now; call it after commit.

    Expects `room.group`, `author` and `reply_to` to be loaded.
    """
    for message in messages:
        room = message.room
        with translation.override(room.group.language), timezone.override(UTC):
            lines = [json.dumps(asdict(head_of(message))), frame_of(message, room.public_id)]
            if message.reply_to:
                lines.append(frame_of(message, room.public_id, has_quote=False))
        publish(room_topic(room.public_id), "\n".join(lines).encode())


def head_of(message: Message) -> Head:
    """Return what decides who gets the message's frame."""
    quoted = message.reply_to
    return Head(
        change=message.change,
        author=message.author.public_id if message.author else "",
        posted_at=message.posted_at.timestamp(),
        quoted=quoted.author.public_id if quoted and quoted.author else "",
        quoted_at=quoted.posted_at.timestamp() if quoted else 0.0,
        audience="few" if message.state == Message.State.HELD else "all",
    )


def frame_of(message: Message, room_id: str, *, has_quote: bool = True) -> str:
    """Return the text frame `message.changed`."""
    return frame("message.changed", room=room_id, **describe(message, has_quote=has_quote))


def frame(kind: str, /, **fields: Any) -> str:
    """Return a text frame of the socket; one line."""
    return json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":"))
