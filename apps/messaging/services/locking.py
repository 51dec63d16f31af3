"""The locks under which anything in a room changes: its row first, then the memberships of whoever acts."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import prefetch_related_objects

from apps.core.errors import NotFound
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import access_of_membership
from apps.messaging.models import Message, Room
from apps.messaging.services.announcing import announce
from apps.messaging.services.taking_part import access_in


def lock_rooms(public_ids: Iterable[str]) -> dict[str, Room]:
    # In id order, so that two batches never wait for each other; held until commit, so that numbers have no gaps
    # and follow the order of commits.
    rooms = Room.objects.select_for_update(no_key=True).filter(public_id__in=public_ids).order_by("pk")
    return {room.public_id: room for room in rooms}


def share_members(pairs: Iterable[tuple[int, str]], rooms: dict[str, Room]) -> dict[tuple[int, int], Membership]:
    """Return memberships by (user, group), locked FOR SHARE: a mute under way is waited for, and then obeyed."""
    wanted = {(user_id, rooms[room].group_id) for user_id, room in pairs if room in rooms}
    users, groups = [user for user, _group in wanted], [group for _user, group in wanted]
    members = list(Membership.objects.raw(_SHARED, [users, groups]))
    prefetch_related_objects(members, "user", "group")
    for room in rooms.values():
        room.group = next((member.group for member in members if member.group_id == room.group_id), room.group)
    return {(member.user_id, member.group_id): member for member in members}


_SHARED = """
    SELECT m.* FROM groups_membership m
    JOIN groups_group g ON g.id = m.group_id
    JOIN unnest(%s::bigint[], %s::bigint[]) AS wanted (user_id, group_id)
      ON wanted.user_id = m.user_id AND wanted.group_id = m.group_id
    WHERE m.ended_at IS NULL
    ORDER BY m.id
    FOR SHARE OF g, m
"""


def lock_room(public_id: str, user_id: int) -> tuple[Room, GroupAccess]:
    """Return the room, locked until commit, and what the person may do in it as of now.

    Raises NotFound alike for a room that does not exist and for one that the person may not read.
    """
    rooms = lock_rooms([public_id])
    members = share_members([(user_id, public_id)], rooms)
    room = rooms.get(public_id)
    member = members.get((user_id, room.group_id)) if room else None
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
