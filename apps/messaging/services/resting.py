"""A room that rests for a while: the effect alone. Who may, why, and the line in the log are moderation's."""

from datetime import datetime

from django.db import transaction

from apps.core.realtime import tell_users
from apps.groups.models import Membership
from apps.messaging.models import Room


@transaction.atomic
def lock_room(room: Room, until: datetime | None) -> None:
    """Until then only those who look after the room write in it, or everybody again (None); open pages are told."""
    # The row's lock is the one that writers wait for: what is posted after this is refused.
    Room.objects.filter(pk=room.pk).update(locked_until=until)
    members = Membership.objects.active().filter(group_id=room.group_id)
    tell_users(members.values_list("user_id", flat=True), "access.changed")
