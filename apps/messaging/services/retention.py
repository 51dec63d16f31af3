"""Words that a group no longer keeps are really deleted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.messaging.models import Message, Room


def delete_expired(*, now: datetime | None = None) -> int:
    """Every room keeps only what is younger than its group's retention; return how many messages were deleted.

    Held messages go too. The rooms' `first` tells open pages, with the next heartbeat, what to drop. Running it twice
    deletes nothing more.
    """
    moment = now or timezone.now()
    rooms = Room.objects.values_list("pk", "group__retention_days")
    return sum(_delete_before(room, moment - timedelta(days=days)) for room, days in rooms)


@transaction.atomic
def _delete_before(room_id: int, moment: datetime) -> int:
    if not Message.objects.filter(room=room_id, posted_at__lt=moment).exists():
        return 0
    # Under the room's lock: nothing is posted between the deletion and the new `first`.
    room = Room.objects.select_for_update(no_key=True).get(pk=room_id)
    deleted, _each = Message.objects.filter(room=room, posted_at__lt=moment).delete()
    kept = Message.objects.filter(room=room, number__isnull=False).order_by("number").values_list("number", flat=True)
    room.first = kept.first() or room.last_number + 1
    room.save(update_fields=["first"])
    return deleted
