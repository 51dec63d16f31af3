"""That somebody is writing or here: told to those who let it be seen too, through the live layer alone; never kept."""

import json
from collections.abc import Mapping
from dataclasses import asdict

from apps.core.realtime import publish
from apps.messaging.services.announcing import Head, frame, room_topic
from apps.messaging.services.viewing import view_in_room

# After every block, whatever a machine's clock says: seconds since 1970.
LATER_THAN_EVERYTHING = 1e12
PRESENCE_TOPIC = "presence"

# Alias by public id of those who let it be seen, by room.
type Present = Mapping[str, Mapping[str, str]]


def tell_typing(user_id: int, room_id: str) -> None:
    """Those in the room who let it be seen too are told that this person writes.

    Nothing is told of whoever has not turned it on, or may not write (muted, closed).
    """
    view = view_in_room(user_id, room_id)
    if view is None or view.refusal or "typing" not in view.shows:
        return
    head = Head(author=view.membership, posted_at=LATER_THAN_EVERYTHING, audience="typing")
    told = frame("typing", room=room_id, author=view.membership, alias=view.alias)
    publish(room_topic(room_id), f"{json.dumps(asdict(head))}\n{told}".encode())


def tell_presence(process: str, rooms: Present) -> None:
    """Every process knows who has which rooms open in this one, of those who let it be seen."""
    publish(PRESENCE_TOPIC, json.dumps({"process": process, "rooms": rooms}).encode())
