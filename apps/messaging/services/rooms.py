"""Which room a group talks in, whether a person may enter, and where its page is."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import read_access
from apps.messaging.models import Room, RoomPeople
from apps.messaging.services.taking_part import access_in


def chat_room(group: Group) -> Room:
    """Return the group's chat; the first to look for it makes it."""
    return _only_room(group, Room.Kind.CHAT)


def wall_room(group: Group) -> Room:
    """Return the group's wall; the first to look for it makes it."""
    return _only_room(group, Room.Kind.WALL)


def _only_room(group: Group, kind: Room.Kind) -> Room:
    room = Room.objects.filter(group=group, kind=kind).first()
    if room is None:
        # Two who look at once get the same one: the constraint decides, and the loser reads the winner's.
        with transaction.atomic():
            room, is_new = Room.objects.get_or_create(group=group, kind=kind)
            if is_new:
                RoomPeople.objects.create(room=room)
    room.group = group
    return room


def chat_rooms(groups: Sequence[Group]) -> dict[int, Room]:
    """Return the chats of these groups by the group's row number, in one query unless one was never looked for."""
    found = {room.group_id: room for room in Room.objects.filter(group__in=groups, kind=Room.Kind.CHAT)}
    for group in groups:
        room = found.get(group.pk)
        found[group.pk] = room or chat_room(group)
        found[group.pk].group = group
    return found


def enter_room(public_id: str, user: User | AnonymousUser) -> tuple[Room, GroupAccess]:
    """Return the room and what the person is in it now.

    Raises NotFound alike for a room that does not exist and for one that the person may not read.
    """
    room = Room.objects.select_related("group", "people").filter(public_id=public_id).first()
    if room is None:
        raise NotFound
    access = access_in(room, read_access(user, room.group))
    if access is None:
        raise NotFound
    return room, access


def people_count_of(room: Room) -> int:
    """Return the room's counter of changes of people."""
    people = RoomPeople.objects.filter(room=room).first()
    return people.counter if people else 0
