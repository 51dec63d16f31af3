"""Who does what for a group: giving roles, taking them back, vouching for newcomers."""

from django.db import transaction

from apps.core.errors import NotFound
from apps.groups.errors import OutOfRank
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.services.admission import lock_group
from apps.groups.services.memberships import locked, settle_membership
from apps.groups.services.telling import tell

# In the order of rank; being a member is no role that is given.
GIVEN_ROLES = (Role.GREETER, Role.FACILITATOR, Role.MODERATOR, Role.OWNER)


@transaction.atomic
def set_roles(access: GroupAccess, membership: Membership, roles: frozenset[Role]) -> None:
    """The member holds exactly these roles. An owner may make another owner, and so hand over.

    Raises NotPermitted, NotFound (not in this group) and OutOfRank (an owner, or oneself).
    """
    access.require(Permission.GIVE_ROLES)
    lock_group(access.group_id)
    present, group = locked(membership)
    if present.group_id != access.group_id or not present.is_active:
        raise NotFound
    if not access.may_act_on(present.pk, present.role_set):
        raise OutOfRank
    present.roles = [role.value for role in GIVEN_ROLES if role in roles]
    present.save(update_fields=["roles"])
    tell("roles", present, group)


@transaction.atomic
def vouch(access: GroupAccess, membership: Membership) -> None:
    """The newcomer counts as settled. Raises NotPermitted, NotFound, and OutOfRank for oneself."""
    access.require(Permission.VOUCH)
    if membership.group_id != access.group_id or not membership.is_active:
        raise NotFound
    if membership.pk == access.membership_id:
        raise OutOfRank
    settle_membership(membership)
