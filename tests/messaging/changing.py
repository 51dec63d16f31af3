"""What tests of changing messages begin with."""

from typing import Any

from apps.accounts.models import User
from apps.core.public_ids import new_public_id
from apps.messaging.models import Message, Room
from apps.messaging.services.posting import Draft, post_message


def say(person: User, room: Room, body: str, **more: Any) -> Message:
    return post_message(Draft(person.pk, room.public_id, new_public_id(), body, **more)).message
