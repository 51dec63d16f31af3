"""What a member changes about themself in a group: the alias, the agreement they read, the roles they lay down."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from apps.groups.errors import AliasChangedLately
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.rules import aliases
from apps.groups.services.admission import Wish, lock_group, require_agreement, usable_alias
from apps.groups.services.joining import require_another_owner
from apps.groups.services.telling import tell

# On the first day people try out who they want to be; after that others must be able to follow.
FREE_FOR = timedelta(days=1)
ONCE_IN = timedelta(days=14)


@transaction.atomic
def change_alias(access: GroupAccess, alias: str, *, may_look_like_name: bool = False) -> Membership:
    """The member has this alias from now on, on everything they ever said here.

    Raises NotPermitted (muted, closed group), AliasTaken and what an alias can be refused for, and AliasChangedLately
    within 14 days of the last change unless the first day is not over.
    """
    access.require(Permission.POST_MESSAGE)
    group = lock_group(access.group_id)
    membership = _own(access)
    wish = Wish(alias, membership.agreement_version, may_look_like_name)
    tidied = usable_alias(group, membership.user_id, wish)
    if tidied == membership.alias:
        return membership
    _require_time_for_change(membership)
    membership.alias = tidied
    membership.alias_folded = aliases.fold(tidied)
    membership.alias_changed_at = timezone.now()
    membership.save(update_fields=["alias", "alias_folded", "alias_changed_at"])
    tell("alias", membership, group)
    return membership


def _require_time_for_change(membership: Membership) -> None:
    now = timezone.now()
    is_first_day = now < membership.joined_at + FREE_FOR
    if membership.alias_changed_at is None or is_first_day:
        return
    again_at = membership.alias_changed_at + ONCE_IN
    if now < again_at:
        raise AliasChangedLately(day=date_format(timezone.localtime(again_at), "DATE_FORMAT"))


@transaction.atomic
def accept_agreement(access: GroupAccess, version: int) -> None:
    """The member has agreed to this version; raises AgreementMissing or AgreementChanged."""
    access.require(Permission.READ)
    require_agreement(lock_group(access.group_id), version)
    Membership.objects.filter(public_id=access.membership_public_id).update(agreement_version=version)


@transaction.atomic
def lay_down_roles(access: GroupAccess, roles: frozenset[Role]) -> None:
    """The member no longer holds these roles; raises LastOwner when nobody else owns the group."""
    access.require(Permission.READ)
    group = lock_group(access.group_id)
    if Role.OWNER in roles & access.roles:
        require_another_owner(group.pk, access.membership_public_id)
    membership = _own(access)
    membership.roles = [role for role in membership.roles if role not in roles]
    membership.save(update_fields=["roles"])
    tell("roles", membership, group)


def _own(access: GroupAccess) -> Membership:
    mine: Membership = Membership.objects.select_for_update(no_key=True).get(public_id=access.membership_public_id)
    return mine
