"""When somebody shown in a room changes: the room's counter of people, and a frame for who has it open."""

import json
from dataclasses import asdict

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext, override

from apps.core.realtime import publish
from apps.groups.events import MemberChanged
from apps.groups.models import Membership
from apps.messaging.models import Conversation, Room, RoomPeople
from apps.messaging.services.announcing import Head, frame, room_topic
from apps.messaging.services.presenting import LOOKS_AFTER, tag_of

# A mute is nobody else's business; joining and leaving show nowhere in a room.
SHOWN = frozenset({"alias", "roles", "settled"})


def note_member_changed(event: MemberChanged) -> None:
    """Rooms that show the member count it; runs where the change is made."""
    if event.change in SHOWN:
        RoomPeople.objects.filter(room__in=_rooms_showing(event)).update(counter=F("counter") + 1)
        transaction.on_commit(lambda: _tell_rooms(event), robust=True)


def _rooms_showing(event: MemberChanged) -> QuerySet[Room]:
    """The rooms of the whole group, and this one's own conversations."""
    of_two = Conversation.objects.filter(Q(asker=event.membership_id) | Q(asked=event.membership_id))
    found = Room.objects.filter(group_id=event.group_id)
    return found.filter(~Q(kind=Room.Kind.DIRECT) | Q(pk__in=of_two.values("room")))


def _tell_rooms(event: MemberChanged) -> None:
    member = Membership.objects.select_related("group").filter(pk=event.membership_id).first()
    if member is None:
        return
    head = json.dumps(asdict(Head(author=member.public_id)))
    with override(member.group.language):
        tag = gettext(tag_of(member)) if tag_of(member) else ""
    for room in _rooms_showing(event).select_related("people"):
        told = frame(
            "member.changed",
            room=room.public_id,
            people=room.people.counter,
            author=member.public_id,
            alias=member.alias,
            tag=tag,
            looks_after=bool(member.role_set & LOOKS_AFTER),
        )
        publish(room_topic(room.public_id), f"{head}\n{told}".encode())
