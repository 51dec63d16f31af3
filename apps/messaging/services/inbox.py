"""My rooms at a glance: where something is new, and when somebody last spoke."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.messaging.models import Room
from apps.messaging.services.reading import unread_count
from apps.messaging.services.rooms import chat_room


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One room in the list; how much is new is not counted for people, only whether."""

    room: Room
    alias: str
    has_new: bool


def rooms_of(user: User) -> list[RoomLine]:
    """Return the rooms of the person's groups, the one with the latest word first."""
    members = Membership.objects.taking_part().filter(user=user).select_related("group", "user")
    lines = []
    for member in members:
        access = access_of_membership(member)
        if access.can(Permission.READ) and member.group.has_chat:
            room = chat_room(member.group)
            lines.append(RoomLine(room, member.alias, unread_count(room, access) > 0))
    return sorted(lines, key=lambda line: line.room.last_posted_at or line.room.group.founded_at, reverse=True)
