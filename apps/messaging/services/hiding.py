"""Hiding a message and showing it again: the effect alone. Who may, why, and the notice are moderation's."""

from django.db import transaction

from apps.messaging.models import Message, Room
from apps.messaging.services.announcing import tell_to_begin_anew
from apps.messaging.services.locking import touch


def hide_message(message_id: int) -> Message:
    """The words are shown to nobody in the room; every open socket is told after commit. Hidden twice is hidden."""
    return _change_state(message_id, Message.State.VISIBLE, Message.State.HIDDEN)


def restore_message(message_id: int) -> Message:
    """The words are where they were; every open socket is told after commit."""
    return _change_state(message_id, Message.State.HIDDEN, Message.State.VISIBLE)


@transaction.atomic
def _change_state(message_id: int, old: Message.State, new: Message.State) -> Message:
    room_id = Message.objects.values_list("room_id", flat=True).get(pk=message_id)
    room = Room.objects.select_for_update(no_key=True, of=("self",)).select_related("group").get(pk=room_id)
    message = Message.objects.with_people().get(pk=message_id)
    message.room = room
    if message.state != old:
        return message
    message.state = new
    message.save(update_fields=["state"])
    touch(room, [message])
    if message.memorial_id and not message.thread_id:
        # With the page in memory of somebody its memories go out of sight, or come back.
        transaction.on_commit(lambda: tell_to_begin_anew(room.public_id), robust=True)
    return message
