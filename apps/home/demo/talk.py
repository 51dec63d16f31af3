"""What the fictional members have said in the last weeks."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.groups.models import Group, Membership
from apps.messaging.models import Message, ReadMark, Room
from apps.messaging.services.rooms import chat_room


def make_talk(group: Group, entries: Sequence[Mapping[str, Any]]) -> None:
    """Fill the group's chat in the order of time; everybody has read all but the last two."""
    room = chat_room(group)
    authors = {member.alias: member for member in group.memberships.all()}
    zone = ZoneInfo(group.time_zone)
    spoken = sorted(((moment_of(entry, zone), entry) for entry in entries), key=lambda pair: pair[0])
    Message.objects.bulk_create(
        [_message(room, number, moment, entry, authors) for number, (moment, entry) in enumerate(spoken, start=1)]
    )
    _close(room, spoken[-1][0] if spoken else None, len(spoken))
    marks = [ReadMark(membership=member, room=room, number=max(len(spoken) - 2, 0)) for member in authors.values()]
    ReadMark.objects.bulk_create(marks)


def moment_of(entry: Mapping[str, Any], zone: ZoneInfo) -> datetime:
    """Return when an entry was said: so many days ago, by the group's clock, and never in the future."""
    now = timezone.now().astimezone(zone)
    day = now.date() - timedelta(days=entry["ago"])
    moment = datetime.combine(day, time.fromisoformat(entry["at"]), zone)
    return moment if moment < now else moment - timedelta(days=1)


def _message(
    room: Room, number: int, moment: datetime, entry: Mapping[str, Any], authors: Mapping[str, Membership]
) -> Message:
    return Message(
        room=room,
        number=number,
        change=number,
        author=authors[entry["by"]],
        client_id=str(uuid4()),
        body=entry["text"],
        kind=entry.get("kind", Message.Kind.PLAIN),
        content_note=entry.get("note", ""),
        posted_at=moment,
    )


def _close(room: Room, last_posted_at: datetime | None, count: int) -> None:
    room.last_number = room.last_change = count
    room.last_posted_at = last_posted_at
    room.save(update_fields=["last_number", "last_change", "last_posted_at"])
