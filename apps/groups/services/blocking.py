"""Not meeting somebody: mutual, silent, in this group alone. What was said before stays."""

from django.db import transaction
from django.db.models import QuerySet

from apps.core.errors import NotFound
from apps.core.realtime import tell_user
from apps.groups.errors import NotOneself
from apps.groups.events import BlockChanged, tell_block_changed, tell_block_changing
from apps.groups.models import Block, Membership
from apps.groups.permissions import GroupAccess, Permission


def find_other(access: GroupAccess, public_id: str) -> Membership:
    """Return the member whom somebody wants not to meet, or to meet again.

    Whoever has left, is suspended or has blocked them is found like everybody else: the answer tells nothing. Raises
    NotFound where there was never such a member, NotOneself for oneself.
    """
    found = Membership.objects.filter(group_id=access.group_id, public_id=public_id).first()
    if found is None or not access.is_member:
        raise NotFound
    if found.pk == access.membership_id:
        raise NotOneself
    return found


def has_blocked(access: GroupAccess, other: Membership) -> bool:
    """Tell whether this member chose not to meet the other one."""
    return _by_hand().filter(blocker=access.membership_id, blocked=other).exists()


def blocks_made_by(access: GroupAccess) -> list[Membership]:
    """Return those whom this member chose not to meet, by alias; who chose the same about them is told to nobody."""
    made = _by_hand().filter(blocker=access.membership_id).select_related("blocked")
    return [block.blocked for block in made.order_by("blocked__alias_folded")]


@transaction.atomic
def block_member(access: GroupAccess, other: Membership) -> None:
    """The two do not meet in this group from now on, and nobody is told. Blocked twice is blocked."""
    event = _begin(access, other, is_made=True)
    _block, is_new = _by_hand().get_or_create(blocker_id=event.blocker_id, blocked_id=event.blocked_id, kept_apart=None)
    if is_new:
        _finish(event)


@transaction.atomic
def unblock_member(access: GroupAccess, other: Membership) -> None:
    """This one chooses to meet the other again, and nobody is told; a block by the other one still holds."""
    event = _begin(access, other, is_made=False)
    count, _each = _by_hand().filter(blocker_id=event.blocker_id, blocked_id=event.blocked_id).delete()
    if count:
        _finish(event)


def _by_hand() -> QuerySet[Block]:
    """Return blocks that members chose; of those made by site safety staff (`keeping_apart.py`) nobody learns here."""
    return Block.objects.filter(kept_apart=None)


def _begin(access: GroupAccess, other: Membership, *, is_made: bool) -> BlockChanged:
    access.require(Permission.READ)
    own = access.membership_id or 0
    if other.pk == own:
        raise NotOneself
    event = BlockChanged(is_made, access.group_id, own, other.pk)
    tell_block_changing(event)
    # Waits for what either is posting, so that it counts as said before. In the order of keys: two who do it to each
    # other at once do not wait for each other.
    both = Membership.objects.filter(pk__in=[own, other.pk], group_id=access.group_id)
    locked = {member.pk: member for member in both.select_for_update(no_key=True).order_by("pk")}
    if len(locked) < 2 or not locked[own].is_active:
        raise NotFound
    return event


def _finish(event: BlockChanged) -> None:
    tell_block_changed(event)
    told = Membership.objects.filter(pk__in=[event.blocker_id, event.blocked_id])
    for user_id, group in told.order_by("pk").values_list("user_id", "group__public_id"):
        # A hint to look again; what a page is told of it is for the socket to say, and the other side's is told nothing.
        tell_user(user_id, "access.changed", group=group)
