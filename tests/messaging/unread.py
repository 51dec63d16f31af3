"""How much is new to one member in one room."""

from apps.groups.permissions import GroupAccess
from apps.messaging.models import Room
from apps.messaging.services.reading import unread_counts


def unread_count(room: Room, access: GroupAccess) -> int:
    return unread_counts([(room, access)])[room.pk]
