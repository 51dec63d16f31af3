"""Two members who write to each other, for tests."""

import re
from itertools import count

from django.test import Client

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.messaging.models import Conversation, Message, Room
from apps.messaging.services.conversations import accept, ask
from apps.messaging.services.posting import Draft, post_message
from tests.groups.factories import membership_of

_client_ids = count(1)
NOTE = "Your words helped me. May I write to you?"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asking(user: User, other: User, group: Group) -> str:
    return f"/groups/{group.public_id}/members/{membership_of(other, group).public_id}/asking/"


def asked(user: User, other: User, group: Group, note: str = NOTE) -> Conversation:
    return ask(read_access(user, group), membership_of(other, group), note, f"ask-{next(_client_ids)}")


def talking(user: User, other: User, group: Group) -> Room:
    """Return the room of two who have agreed to talk; one request is said in it."""
    conversation = asked(user, other, group)
    accept(read_access(other, group), conversation.room.public_id)
    return conversation.room


def say(user: User, room: Room, body: str, *, is_sure: bool = False) -> Message:
    return post_message(Draft(user.pk, room.public_id, f"say-{next(_client_ids)}", body, is_sure=is_sure)).message


def bare(page: bytes) -> str:
    """Return a page without what is drawn anew for each answer."""
    return re.sub(r'(nonce|value|data-wait)="[^"]*"', "", page.decode())
