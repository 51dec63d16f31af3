"""How far somebody has read: theirs alone, told to nobody else."""

from collections.abc import Collection, Iterable

from apps.groups.permissions import GroupAccess
from apps.messaging.models import Message, ReadMark, Room
from apps.messaging.services.viewing import blocks_of, muted_words_of
from apps.notifications.services.sending import mark_topic_read

MOST_COUNTED = 99


def mark_read(room: Room, access: GroupAccess, number: int) -> None:
    """The member has read up to that number, or further if they had already; so has what told them of these words."""
    if access.membership_id is None:
        return
    mark = ReadMark(membership_id=access.membership_id, room=room, number=min(number, room.last_number))
    if not (_moved(mark) or _is_begun(mark)):
        return
    # After the mark: whoever tells them something this moment waits for it, and we find the notice.
    mark_topic_read(access.user_id or 0, room.public_id, up_to=number)


def _moved(mark: ReadMark) -> bool:
    marks = ReadMark.objects.filter(membership_id=mark.membership_id, room_id=mark.room_id)
    return bool(marks.filter(number__lt=mark.number).update(number=mark.number))


def _is_begun(mark: ReadMark) -> bool:
    """Make the mark where there is none; what another page has made meanwhile stays."""
    if ReadMark.objects.filter(membership_id=mark.membership_id, room_id=mark.room_id).exists():
        return False
    ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
    return True


def read_number(room: Room, access: GroupAccess) -> int | None:
    """Return how far the member has read, or None while they were never here."""
    marks = ReadMark.objects.filter(membership_id=access.membership_id or 0, room=room)
    return marks.values_list("number", flat=True).first()


def unread_counts(places: Iterable[tuple[Room, GroupAccess]], in_part: Collection[int] | None = None) -> dict[int, int]:
    """Return by room (row number) how many messages are new to these members.

    Three queries for all of them, and one more for each who does not see everything: they have at most 99. `in_part`
    are the rooms of `seen_in_part`, for whoever has read them already.
    """
    asked = list(places)
    marks = _marks_of(asked)
    in_part = seen_in_part(asked) if in_part is None else in_part
    counts = {}
    for room, access in asked:
        # What is no longer kept is not new.
        number = max(marks.get((access.membership_id or 0, room.pk), 0), room.first - 1)
        counts[room.pk] = _counted(room, access, number) if room.pk in in_part else room.last_number - number
    return counts


def seen_in_part(places: Iterable[tuple[Room, GroupAccess]]) -> set[int]:
    """Return the rooms (row numbers) in which a block, or a word that they muted, hides something from these members."""
    asked = list(places)
    blocks = blocks_of([access.membership_id or 0 for _room, access in asked])
    words = muted_words_of([access.user_id or 0 for _room, access in asked])
    return {room.pk for room, access in asked if access.membership_id in blocks or access.user_id in words}


def _marks_of(places: list[tuple[Room, GroupAccess]]) -> dict[tuple[int, int], int]:
    members = [access.membership_id or 0 for _room, access in places]
    found = ReadMark.objects.filter(membership__in=members, room__in=[room for room, _access in places])
    return {(member, room): number for member, room, number in found.values_list("membership", "room", "number")}


def _counted(room: Room, access: GroupAccess, number: int) -> int:
    newer = Message.objects.filter(room=room, number__gt=number).visible_to(access)
    return newer[:MOST_COUNTED].count()
