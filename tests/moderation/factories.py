"""Messages and decisions for tests."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import read_access
from apps.messaging.models import Message
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from apps.moderation.services.acting import Why

WORDS = "The same link went up three times today after we spoke."
RULE = "Speak of yourself."


def access_of(user: User, group: Group) -> GroupAccess:
    """Return what the person is in the group now."""
    return read_access(user, group)


def why(words: str = WORDS, **fields: object) -> Why:
    """Return a reason of its own form."""
    return Why(**({"words": words, "rule": RULE, "client_id": uuid4()} | fields))  # type: ignore[arg-type]


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def say(user: User, group: Group, body: str = "I fixed this in a week with a course.") -> Message:
    """Return a message of this person in the group's chat."""
    return post_message(Draft(user.pk, chat_room(group).public_id, str(uuid4()), body)).message
