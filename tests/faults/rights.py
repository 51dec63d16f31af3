"""What several faults do to people's rights."""

from apps.accounts.models import User
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.messaging.models import Room
from tests.groups.factories import membership_of


def block(blocker: User, blocked: User, room: Room) -> None:
    """Have one of the two choose not to meet the other, as their page does."""
    block_member(read_access(blocker, room.group), membership_of(blocked, room.group))
