"""What sockets are told after a commit: each message rendered once, for everyone who may see it.

A payload on a room's topic is one line of JSON for the hubs (`Head`), then the ready text frame.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC
from typing import Any, Literal

from django.utils import timezone

from apps.core.realtime import publish, publish_all
from apps.core.wording import speaking
from apps.groups.models import Membership
from apps.messaging.models import Message
from apps.messaging.rules.viewing import View
from apps.messaging.services.parties import load_parties, parties_of
from apps.messaging.services.presenting import describe
from apps.messaging.services.threads import is_shut_away

type Audience = Literal["all", "few", "typing"]


@dataclass(frozen=True, slots=True)
class Head:
    """What a hub must know of a frame without reading it; ids are public ones and never leave the server this way.

    `parties` are the people in it besides its author, each with the latest moment at which they came into it.
    `unseen` are members to whom it does not exist although its author is not known any more. `audience`: "few" are the
    author and those who look after the room. `in_thread`: it belongs to a post that not everybody sees. Times are seconds
    since 1970.
    """

    change: int | None = None
    author: str = ""
    posted_at: float = 0.0
    parties: dict[str, float] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    audience: Audience = "all"
    in_thread: bool = False


def room_topic(room_public_id: str) -> str:
    """Return the topic that hubs listen to while anybody has the room open."""
    return f"room.{room_public_id}"


def announce(messages: Iterable[Message]) -> None:
    """Tell every socket that has the room open what the messages are now; call it after commit.

    Expects `room.group`, `author` and `reply_to` to be loaded.
    """
    told = list(messages)
    load_parties(message for message in told if message.parties is None)
    publish_all([(room_topic(message.room.public_id), _payload_of(message)) for message in told])


def _payload_of(message: Message) -> bytes:
    with speaking(message.room.group.language), timezone.override(UTC):
        return f"{json.dumps(asdict(head_of(message)))}\n{frame_of(message, message.room.public_id)}".encode()


def tell_to_begin_anew(room_public_id: str) -> None:
    """Every open page of the room reads it from the start; call it after commit."""
    told = frame("room.resync", room=room_public_id, from_start=True)
    publish(room_topic(room_public_id), f"{json.dumps(asdict(Head()))}\n{told}".encode())


def head_of(message: Message) -> Head:
    """Return what decides who gets the message's frame."""
    return Head(
        change=message.change,
        author=message.author.public_id if message.author else "",
        posted_at=message.worded_at.timestamp(),
        parties=_parties_of(message),
        unseen=_unseen_by(message),
        audience="few" if message.number is None or is_shut_away(message) else "all",
        in_thread=message.thread_id is not None,
    )


def _unseen_by(message: Message) -> list[str]:
    if not message.unseen_by:
        return []
    return list(Membership.objects.filter(pk__in=message.unseen_by).values_list("public_id", flat=True))


def _parties_of(message: Message) -> dict[str, float]:
    parties, posted_at, quoted = parties_of(message), message.worded_at.timestamp(), message.reply_to
    known = [(one.member, posted_at) for one in parties.mentions]
    known += [(one.member, one.at) for one in parties.reactions]
    if quoted and quoted.author:
        known.append((quoted.author.public_id, quoted.worded_at.timestamp()))
    # In order of time, so that the latest moment stays.
    return dict(sorted(known, key=lambda party: party[1]))


def frame_of(message: Message, room_id: str, view: View | None = None) -> str:
    """Return the text frame `message.changed`, for one reader or for everybody whom nothing in it touches."""
    return frame("message.changed", room=room_id, **describe(message, view))


def frame(kind: str, /, **fields: Any) -> str:
    """Return a text frame of the socket; one line."""
    return json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":"))
