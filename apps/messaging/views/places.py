"""Where a message is read: the page of its room, at its place."""

from django.urls import reverse

from apps.messaging.models import Message, Room

# A page holds the newest fifty; what is older is shown with as much of what came after it.
NEWEST = 40
AFTER_IT = 25


def page_of_message(message: Message) -> str:
    """Return the address of the message within its room; works without JavaScript."""
    room, number = message.room, message.number
    is_old = number is not None and number < room.last_number - NEWEST
    query = f"?before={(number or 0) + AFTER_IT}" if is_old else ""
    return f"{page_of_room(room)}{query}#m-{message.public_id}"


def page_of_room(room: Room) -> str:
    """Return the address of the room's page."""
    if room.kind == Room.Kind.CHAT:
        return reverse("messaging:chat", args=[room.group.public_id])
    if room.kind == Room.Kind.DIRECT:
        return reverse("messaging:conversation", args=[room.public_id])
    return reverse("messaging:inbox")
