"""Walking into a group, and walking out."""

from dataclasses import replace

from django.db import transaction

from apps.accounts.models import User
from apps.groups.errors import AlreadyMember, CannotJoin, LastOwner
from apps.groups.models import EndKind, Group, Joining, Membership
from apps.groups.permissions import GroupAccess, Permission, Role, State
from apps.groups.services.access import read_access
from apps.groups.services.admission import (
    Wish,
    admit,
    former_membership,
    is_barred,
    lock_group,
    require_agreement,
    usable_alias,
)
from apps.groups.services.memberships import end_membership

CLOSED_DOORS = frozenset({State.PROPOSED, State.PAUSED, State.ARCHIVED})


@transaction.atomic
def join_openly(user: User, group: Group, wish: Wish) -> Membership:
    """The person is a member of a group that anyone may walk into.

    Raises NotFound (removed, or not to be known of), AlreadyMember, CannotJoin (closed, or not that way), AliasTaken
    and what an alias can be refused for, AgreementMissing, AgreementChanged, TooFast.
    """
    group = lock_group(group.pk)
    require_may_come(user, group)
    if group.joining != Joining.OPEN:
        raise CannotJoin
    return admit(group, user.pk, checked_wish(group, user, wish))


def require_may_come(user: User, group: Group) -> None:
    """Pass for whoever sees the group and is not in it; raises NotFound, AlreadyMember or CannotJoin."""
    access = read_access(user, group)
    if access.is_member:
        raise AlreadyMember
    access.require(Permission.SEE_GROUP)
    if access.states & CLOSED_DOORS or is_barred(user.pk, group.pk):
        raise CannotJoin


def checked_wish(group: Group, user: User, wish: Wish) -> Wish:
    """Return the wish with the alias that the person gets: their old one when they return."""
    former = former_membership(group, user)
    alias = former.alias if former else usable_alias(group, user.pk, wish)
    require_agreement(group, wish.agreement_version)
    return replace(wish, alias=alias)


@transaction.atomic
def leave_group(access: GroupAccess) -> None:
    """The person has left; their words stay, their roles do not.

    Raises NotPermitted for whoever is not in the group, and LastOwner while a living group has no other owner.
    """
    access.require(Permission.LEAVE)
    group = lock_group(access.group_id)
    if Role.OWNER in access.roles and group.state in {Group.State.ACTIVE, Group.State.PAUSED}:
        require_another_owner(group.pk, access.membership_public_id)
    end_membership(Membership.objects.get(public_id=access.membership_public_id), EndKind.LEFT)


def require_another_owner(group_id: int, membership_public_id: str) -> None:
    """Pass when somebody else owns the locked group too; raises LastOwner."""
    owners = Membership.objects.taking_part().filter(group_id=group_id).with_any_role(Role.OWNER)
    if not owners.exclude(public_id=membership_public_id).exists():
        raise LastOwner
