"""What one person is in one group, read from the database in one query."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import EndKind, Group, Membership
from apps.groups.permissions import GroupAccess, State
from apps.groups.services.duty import duty_of, unattended_of


def find_group(public_id: str, user: User | AnonymousUser) -> tuple[Group, GroupAccess]:
    """Return the group and what this person is in it, in one query.

    Raises NotFound when it does not exist; whether the person may know of it is for `access.require` to say.
    """
    group = _with_own_membership(user).filter(public_id=public_id).first()
    if group is None:
        raise NotFound
    return group, _access(group, user)


def read_access(user: User | AnonymousUser, group: Group) -> GroupAccess:
    """Return what this person is in this group now, whatever was read before."""
    return find_group(group.public_id, user)[1]


def _with_own_membership(user: User | AnonymousUser) -> QuerySet[Group]:
    return Group.objects.annotate(
        own=FilteredRelation("memberships", condition=Q(memberships__user_id=user.pk or 0))
    ).select_related("own")  # type: ignore[misc]  # the annotation above


def _access(group: Group, user: User | AnonymousUser) -> GroupAccess:
    membership: Membership | None = getattr(group, "own", None)
    was_removed = membership is not None and membership.end_kind == EndKind.REMOVED
    is_member = membership is not None and membership.is_active
    now = timezone.now()
    return GroupAccess(
        group_id=group.pk,
        group_public_id=group.public_id,
        user_id=user.pk,
        membership_id=membership.pk if membership and is_member else None,
        membership_public_id=membership.public_id if membership and is_member else "",
        alias=membership.alias if membership and is_member else "",
        roles=membership.role_set if membership and is_member else frozenset(),
        states=states_of(membership if is_member else None, group, now),
        muted_until=membership.muted_until if membership and is_member else None,
        is_site_staff=isinstance(user, User) and user.is_safety_staff,
        # Whoever was removed gets the same answer everywhere in the group: there is nothing here.
        is_group_public=group.is_public and group.state != Group.State.PROPOSED and not was_removed,
        duty=duty_of(group, now),
        unattended=unattended_of(group, now),
    )


def states_of(membership: Membership | None, group: Group, now: datetime) -> frozenset[State]:
    """Return what holds of the membership and its group at this moment."""
    states: set[State] = set()
    if group.state != Group.State.ACTIVE:
        states.add(State(group.state))
    if membership is not None:
        if membership.is_newcomer:
            states.add(State.NEWCOMER)
        if membership.is_muted(now):
            states.add(State.MUTED)
        if membership.suspended_until and membership.suspended_until > now:
            states.add(State.SUSPENDED)
    return frozenset(states)


def access_of_membership(membership: Membership) -> GroupAccess:
    """Return the access of a membership whose `group` and `user` are loaded, without a query."""
    group = membership.group
    group.own = membership  # type: ignore[attr-defined]  # the annotation that `_with_own_membership` would add
    return _access(group, membership.user)
