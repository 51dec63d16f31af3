"""What people are told of conversations of two, in the page alone; whoever is blocked is told of, and told, nothing."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from apps.groups.models import Block, Membership
from apps.messaging.models import Conversation, Message, ReadMark, Room
from apps.notifications.models import Notice
from apps.notifications.services.sending import mark_read, notify

ASKED, ACCEPTED, MESSAGE = "direct_asked", "direct_accepted", "direct_message"
# Whoever said something this lately is in the talk: their page shows the answer.
IN_THE_TALK = timedelta(minutes=10)


def tell_asked(conversation: Conversation) -> None:
    """The one who was asked finds a notice."""
    _notify(conversation, ASKED, conversation.asked, conversation.asker)


def tell_accepted(conversation: Conversation) -> None:
    """The one who asked finds a notice, unless the two do not meet."""
    if not _are_apart(conversation):
        _notify(conversation, ACCEPTED, conversation.asker, conversation.asked)


def tell_of_direct(messages: list[Message]) -> None:
    """Whoever has not read on finds one notice for a conversation, however much is said; called where it is posted."""
    rooms = {message.room_id: message for message in messages if message.room.kind == Room.Kind.DIRECT}
    found = Conversation.objects.filter(room__in=rooms, state=Conversation.State.ACCEPTED)
    for conversation in found.select_related("asker", "asked", "room__group"):
        author_id = rooms[conversation.room_id].author_id
        author, other = conversation.asker, conversation.asked
        if author_id != author.pk:
            author, other = other, author
        if not _are_apart(conversation) and not _knows(conversation, other):
            _notify(conversation, MESSAGE, other, author)


def forget_notices(user_id: int, room: Room) -> None:
    """The person is in the room: what told them of it counts as read."""
    told = Notice.objects.filter(user_id=user_id, kind__in=(ASKED, ACCEPTED, MESSAGE), read_at=None)
    mark_read(user_id, list(told.filter(details__room=room.public_id)))


def _are_apart(conversation: Conversation) -> bool:
    one, other = conversation.asker_id, conversation.asked_id
    return Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)).exists()


def _knows(conversation: Conversation, other: Membership) -> bool:
    if not other.is_active:
        return True
    told = Notice.objects.filter(user_id=other.user_id, kind=MESSAGE, read_at=None)
    if told.filter(details__room=conversation.room.public_id).exists():
        return True
    lately = Message.objects.filter(room=conversation.room_id, author=other, posted_at__gt=timezone.now() - IN_THE_TALK)
    has_read = ReadMark.objects.filter(membership=other, room=conversation.room_id, number__gt=0).exists()
    return has_read and lately.exists()


def _notify(conversation: Conversation, kind: str, to: Membership, about: Membership) -> None:
    group = conversation.room.group
    details = {"room": conversation.room.public_id, "alias": about.alias, "group": group.name}
    notify(to.user_id, kind=kind, scope=group.public_id, details=details, wants_mail=False)
