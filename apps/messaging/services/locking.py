"""The locks under which anything in a room changes: its row first, then the memberships of whoever acts."""

from collections.abc import Iterable

from django.db import transaction

from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import access_of_membership
from apps.messaging.models import Message, Room
from apps.messaging.services.announcing import announce
from apps.messaging.services.batch_rows import read_rows
from apps.messaging.services.taking_part import access_in


def lock_room(public_id: str, user_id: int) -> tuple[Room, GroupAccess]:
    """Return the room, locked until commit, and what the person may do in it as of now.

    Raises NotFound alike for a room that does not exist and for one that the person may not read.
    """
    rows = read_rows([(user_id, public_id)])
    room = rows.rooms.get(public_id)
    member = rows.members.get((user_id, room.group_id)) if room else None
    access = access_in(room, access_of_membership(member)) if room and member else None
    if room is None or access is None:
        raise NotFound
    return room, access


def touch(room: Room, messages: Iterable[Message], *, is_quote_changed: bool = True) -> None:
    """The messages, and those that quote them, have changed: each takes the next counter and is told after commit.

    The caller holds the room's lock and has saved the rest.
    """
    changed = list(messages)
    if is_quote_changed:
        shown = (Message.State.VISIBLE, Message.State.HELD)
        changed += Message.objects.filter(reply_to__in=changed, state__in=shown).with_people()
    for message in changed:
        message.room, message.change = room, room.next_change()
    Message.objects.bulk_update(changed, ["change"])
    room.save(update_fields=["last_change"])
    transaction.on_commit(lambda: _tell(changed), robust=True)


def _tell(changed: list[Message]) -> None:
    # Loaded anew: what they quote has changed too.
    announce(
        Message.objects.filter(pk__in=[message.pk for message in changed])
        .with_people()
        .select_related("room__group")
        .order_by("change")
    )
