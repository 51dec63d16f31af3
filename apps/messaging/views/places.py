"""Where a message is read: the page of its room, at its place."""

from django.urls import reverse

from apps.messaging.models import Message, Room


def page_of_message(message: Message) -> str:
    """Return the address of the message within its room; works without JavaScript."""
    return f"{page_of_room(message.room)}?around={message.public_id}#m-{message.public_id}"


def page_of_room(room: Room) -> str:
    """Return the address of the room's page."""
    if room.kind == Room.Kind.CHAT:
        return reverse("messaging:chat", args=[room.group.public_id])
    if room.kind == Room.Kind.DIRECT:
        return reverse("messaging:conversation", args=[room.public_id])
    return reverse("messaging:inbox")
