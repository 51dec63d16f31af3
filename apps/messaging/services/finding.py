"""One message by its public id, wherever it was said, for somebody who may see it."""

from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess
from apps.messaging.models import Message, Room
from apps.messaging.services.locking import lock_room
from apps.messaging.services.rooms import enter_room


def find_message(public_id: str, user: User | AnonymousUser) -> tuple[Message, GroupAccess]:
    """Return the message and what the person may do in its room now.

    Raises NotFound alike for a message that does not exist and for one that the person may not see.
    """
    room, access = enter_room(_room_of(public_id), user)
    return _visible(public_id, room, access), access


def lock_message(public_id: str, user_id: int) -> tuple[Room, GroupAccess, Message]:
    """Return the message as it is under the lock of its room, which lasts until commit. Raises NotFound likewise."""
    room, access = lock_room(_room_of(public_id), user_id)
    return room, access, _visible(public_id, room, access)


def _room_of(public_id: str) -> str:
    room = Message.objects.filter(public_id=public_id).values_list("room__public_id", flat=True).first()
    if room is None:
        raise NotFound
    return room


def _visible(public_id: str, room: Room, access: GroupAccess) -> Message:
    message = Message.objects.filter(room=room, public_id=public_id).visible_to(access).with_people().first()
    if message is None:
        raise NotFound
    message.room = room
    return message


def is_by(message: Message, access: GroupAccess) -> bool:
    """Tell whether the person wrote the message."""
    return access.membership_id is not None and message.author_id == access.membership_id
