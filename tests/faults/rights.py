"""What several faults do to people's rights."""

from apps.accounts.models import User
from apps.core.realtime import tell_user
from apps.groups.models import Block
from apps.messaging.models import Room
from tests.groups.factories import membership_of


def block(blocker: User, blocked: User, room: Room) -> None:
    """Do what blocking does, hints included."""
    Block.objects.create(blocker=membership_of(blocker, room.group), blocked=membership_of(blocked, room.group))
    for user in (blocker, blocked):
        tell_user(user.pk, "access.changed", group=room.group.public_id)
