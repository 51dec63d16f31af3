"""What views of rooms begin with."""

from django.http import HttpRequest

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess
from apps.messaging.models import Room
from apps.messaging.services.rooms import enter_room


def entered(request: HttpRequest, room_id: str) -> tuple[Room, GroupAccess]:
    """Return the room and what the person is in it. Raises NotFound for everybody else, signed in or not."""
    if not isinstance(request.user, User):
        raise NotFound
    return enter_room(room_id, request.user)
