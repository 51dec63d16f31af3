"""Words that a group no longer keeps are really deleted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.messaging.models import Message, Room, UnsentDraft
from apps.messaging.querysets import MessageQuerySet
from apps.messaging.services.announcing import tell_to_begin_anew

AS_THE_CHAT = 0


def delete_expired(*, now: datetime | None = None) -> int:
    """Every room keeps only what is younger than its group's retention; return how many messages were deleted.

    A wall keeps what it has for ever unless the group says otherwise. There an answer goes with its post and never
    before it, and pages in memory of somebody stay. Held messages go too, and what was begun so long
    ago and never sent. The rooms' `first` tells open pages, with the
    next heartbeat, what to drop. Running it twice deletes nothing more.
    """
    moment = now or timezone.now()
    rooms = Room.objects.values_list("pk", "kind", "group__retention_days", "group__wall_retention_days")
    kept = [(room, _days_of(kind, chat_days, wall_days)) for room, kind, chat_days, wall_days in rooms]
    return sum(_delete_before(room, moment - timedelta(days=days)) for room, days in kept if days is not None)


def _days_of(kind: str, chat_days: int, wall_days: int | None) -> int | None:
    if kind != Room.Kind.WALL or wall_days == AS_THE_CHAT:
        return chat_days
    return wall_days


def _expired(room_id: int, moment: datetime) -> MessageQuerySet:
    # Elsewhere than on a wall nothing has a thread or a memorial.
    return Message.objects.filter(room=room_id, posted_at__lt=moment, thread=None, memorial=None)


@transaction.atomic
def _delete_before(room_id: int, moment: datetime) -> int:
    UnsentDraft.objects.filter(room=room_id, saved_at__lt=moment).delete()
    if not _expired(room_id, moment).exists():
        return 0
    # Under the room's lock: nothing is posted between the deletion and the new `first`.
    room = Room.objects.select_for_update(no_key=True).get(pk=room_id)
    if room.kind == Room.Kind.WALL:
        _forget_drafts(room, moment)
        # What stays between what went is no longer told by `first` alone.
        transaction.on_commit(lambda: tell_to_begin_anew(room.public_id), robust=True)
    _all, deleted = _expired(room_id, moment).delete()
    kept = Message.objects.filter(room=room, number__isnull=False).order_by("number").values_list("number", flat=True)
    room.first = kept.first() or room.last_number + 1
    room.save(update_fields=["first"])
    return deleted.get("messaging.Message", 0)


def _forget_drafts(room: Room, moment: datetime) -> None:
    """What was begun as an answer to a post that goes is forgotten with it."""
    posts = _expired(room.pk, moment).values("public_id")
    UnsentDraft.objects.filter(room=room, thread__in=posts).delete()
