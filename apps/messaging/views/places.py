"""Where a message is read: the page of its room, at its place."""

from django.urls import reverse

from apps.messaging.models import Message, Room
from apps.messaging.services.wall import address_of


def page_of_message(message: Message) -> str:
    """Return the address of the message within its room; works without JavaScript."""
    if message.room.kind == Room.Kind.WALL:
        return address_of(message)
    return f"{page_of_room(message.room)}?around={message.public_id}#m-{message.public_id}"


def page_of_room(room: Room) -> str:
    """Return the address of the room's page."""
    if room.kind == Room.Kind.CHAT:
        return reverse("messaging:chat", args=[room.group.public_id])
    if room.kind == Room.Kind.DIRECT:
        return reverse("messaging:conversation", args=[room.public_id])
    if room.kind == Room.Kind.WALL:
        return reverse("messaging:wall", args=[room.group.public_id])
    return reverse("messaging:inbox")


def page_of_thread(room: Room, post: str) -> str:
    """Return the address of a post on the wall."""
    return reverse("messaging:wall_post", args=[room.group.public_id, post])
