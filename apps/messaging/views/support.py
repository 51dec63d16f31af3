"""What views of rooms begin with."""

from django.http import HttpRequest

from apps.accounts.requests import person_of
from apps.groups.permissions import GroupAccess
from apps.messaging.models import Room
from apps.messaging.services.rooms import enter_room


def entered(request: HttpRequest, room_id: str) -> tuple[Room, GroupAccess]:
    """Return the room and what the person is in it. Raises NotFound for everybody else, signed in or not."""
    return enter_room(room_id, person_of(request))
