"""How the rest of Beside learns that a membership changed: listeners at once, the person's open pages after commit."""

from collections.abc import Collection
from typing import Any

from apps.accounts.models import User
from apps.core.realtime import tell_user
from apps.groups.events import Change, MemberChanged, tell_member_changed
from apps.groups.models import Group, Membership
from apps.notifications.models import Notice
from apps.notifications.services.sending import notify


def tell(change: Change, membership: Membership, group: Group) -> None:
    """Listeners have run; after commit every socket of the person reads anew what it may do."""
    event = MemberChanged(
        change=change,
        group_id=group.pk,
        group_public_id=group.public_id,
        membership_id=membership.pk,
        membership_public_id=membership.public_id,
        user_id=membership.user_id,
        alias=membership.alias,
    )
    tell_member_changed(event)
    tell_user(membership.user_id, "access.changed", group=group.public_id)


def tell_staff(group: Group, kind: str) -> None:
    """Site safety staff have a notice about the group, once for as long as it waits to be read."""
    staff = User.objects.filter(is_safety_staff=True, is_active=True)
    told = staff.filter(notices__kind=kind, notices__scope=group.public_id, notices__read_at=None)
    for user in staff.exclude(pk__in=told.values("pk")):
        notify_about(group, user.pk, kind)


def notify_about(
    group: Group, user_id: int, kind: str, *, names: Collection[str] = (), wants_mail: bool = True, **details: Any
) -> Notice:
    """The person has a notice that names the group on their page; its mail says nothing of it. `names` as in `notify`."""
    said = {"group": group.name, "group_id": group.public_id} | details
    return notify(user_id, kind=kind, scope=group.public_id, details=said, names=names, wants_mail=wants_mail)
