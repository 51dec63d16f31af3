"""The pause that a room asks of each member between two messages, while talk runs faster than people can follow."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.core.errors import Invalid
from apps.core.realtime import publish
from apps.groups.permissions import GroupAccess, Permission
from apps.messaging.models import Message, Room
from apps.messaging.querysets import is_overseer
from apps.messaging.rules.screening import seconds_left
from apps.messaging.services.announcing import Head, frame, room_topic

PAUSES = (0, 10, 30, 60, 300)


def slow_down(room: Room, access: GroupAccess, seconds: int, until: datetime | None = None) -> None:
    """The room asks for this pause, until then or until it is changed (None); open pages are told after commit.

    It ends by being read after its end: nothing has to happen at that moment. Setting it twice is setting it once.

    Raises NotPermitted for whoever does not look after the room, Invalid for a pause that is not offered.
    """
    access.require(Permission.HIDE_MESSAGE)
    if seconds not in PAUSES:
        raise Invalid
    # The row's lock is the one that writers wait for: what is posted after this is asked for the new pause.
    ends = until if seconds else None
    Room.objects.filter(pk=room.pk).update(slow_seconds=seconds, slow_until=ends)
    transaction.on_commit(lambda: _tell(room.public_id, seconds, ends), robust=True)


def _tell(room_id: str, seconds: int, ends: datetime | None) -> None:
    head, told = json.dumps(asdict(Head())), {"slow": seconds, "ends": ends.isoformat() if ends else ""}
    publish(room_topic(room_id), f"{head}\n{frame('room.pace', room=room_id, **told)}".encode())


def pace_of(room: Room, access: GroupAccess) -> dict[str, int | str]:
    """Return the pause that the room asks of this member and how much of it is left, in seconds; 0 and 0 for none.

    `ends` is the moment at which the room asks for no pause any more (ISO 8601), or empty while no end is known.
    """
    now = timezone.now()
    slow = 0 if is_overseer(access) else room.pause(now)
    if not slow:
        return {"slow": 0, "wait": 0, "ends": ""}
    pause, ends = timedelta(seconds=slow), room.slow_until.isoformat() if room.slow_until else ""
    said = Message.objects.filter(room=room, author_id=access.membership_id or 0, posted_at__gt=now - pause)
    last_here = said.order_by("-posted_at").values_list("posted_at", flat=True).first()
    return {"slow": slow, "wait": seconds_left(pause, last_here, now), "ends": ends}
