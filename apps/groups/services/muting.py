"""Not reading somebody: one-way, told to nobody, in this group alone. Nothing is taken from the other one."""

from django.db import transaction

from apps.core.errors import NotFound
from apps.core.realtime import tell_user
from apps.groups.errors import NotOneself
from apps.groups.models import Membership, Mute
from apps.groups.permissions import GroupAccess, Permission


def has_muted(access: GroupAccess, other: Membership) -> bool:
    """Tell whether this member chose not to read the other one."""
    return Mute.objects.filter(muter=access.membership_id, muted=other).exists()


def mutes_made_by(access: GroupAccess) -> list[Membership]:
    """Return those whom this member chose not to read, by alias."""
    made = Mute.objects.filter(muter=access.membership_id).select_related("muted")
    return [mute.muted for mute in made.order_by("muted__alias_folded")]


@transaction.atomic
def mute_for_oneself(access: GroupAccess, other: Membership) -> None:
    """This member meets nothing that the other one says here, said before or not; their open pages load anew.

    Muted twice is muted. Raises NotOneself, and NotFound for a member of another group.
    """
    _require_other(access, other)
    _mute, is_new = Mute.objects.get_or_create(muter_id=access.membership_id, muted=other)
    if is_new:
        _tell(access)


@transaction.atomic
def unmute_for_oneself(access: GroupAccess, other: Membership) -> None:
    """This member reads the other one again, what was said meanwhile too."""
    _require_other(access, other)
    count, _each = Mute.objects.filter(muter=access.membership_id, muted=other).delete()
    if count:
        _tell(access)


def _require_other(access: GroupAccess, other: Membership) -> None:
    access.require(Permission.READ)
    if other.pk == access.membership_id:
        raise NotOneself
    if other.group_id != access.group_id or not access.is_member:
        raise NotFound


def _tell(access: GroupAccess) -> None:
    # A hint for their own pages to look again; the other one's hear nothing.
    tell_user(access.user_id or 0, "access.changed", group=access.group_public_id)
