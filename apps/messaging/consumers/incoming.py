"""What a frame asks for, read from its fields; whatever is no such thing is refused before the database is asked."""

import re

from apps.core.errors import Invalid, NotFound
from apps.core.public_ids import PublicIdConverter
from apps.core.socket_sessions import SocketUser
from apps.core.sockets import Event
from apps.messaging.services.posting import Draft

DRAFTED = ("client_id", "body", "kind", "content_note", "reply_to", "thread", "pictures")
LONGEST_CLIENT_ID = 64
BEYOND_ALL_COUNTERS = 2**62
ROOM_ID = re.compile(PublicIdConverter.regex)


def room_of(received: Event) -> str:
    """Return the room's public id. Raises NotFound for what cannot be one, as for a room that is not there."""
    room_id = received.get("room")
    if not isinstance(room_id, str) or not ROOM_ID.fullmatch(room_id):
        raise NotFound
    return room_id


def counter_of(received: Event) -> int | None:
    """Return the counter that the page has seen, or None for a page that has seen none. Raises Invalid."""
    after = received.get("after")
    if after is not None and (type(after) is not int or not 0 <= after < BEYOND_ALL_COUNTERS):
        raise Invalid
    return after


def draft_of(received: Event, speaker: SocketUser) -> Draft:
    """Return what this person wants to say. Raises Invalid or NotFound."""
    fields = {name: received.get(name) or "" for name in DRAFTED}
    is_text = all(isinstance(value, str) for value in fields.values())
    if not is_text or not 1 <= len(fields["client_id"]) <= LONGEST_CLIENT_ID:
        raise Invalid
    fields["kind"] = fields["kind"] or "plain"
    return Draft(
        speaker.user_id,
        room_of(received),
        **fields,
        has_draft=bool(received.get("draft")),
        is_sure=received.get("confirmed") is True,
        speaker=speaker,
    )
