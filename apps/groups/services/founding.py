"""Groups that somebody proposed, and what site safety staff say to them."""

from collections.abc import Iterable

from django.db import transaction

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import NotNow
from apps.groups.models import Group
from apps.groups.permissions import Role
from apps.groups.services.telling import notify_about


def proposed_groups() -> Iterable[Group]:
    """Return the groups that wait to be looked at, the longest waiting first."""
    return Group.objects.filter(state=Group.State.PROPOSED).order_by("founded_at", "pk")


@transaction.atomic
def accept_group(staff: User, public_id: str) -> None:
    """The group begins, and whoever founded it is told. Raises NotFound, NotNow when somebody decided before."""
    group = _proposed(staff, public_id)
    group.state = Group.State.ACTIVE
    group.save(update_fields=["state"])
    _tell_founders(group, "group_accepted")


@transaction.atomic
def decline_group(staff: User, public_id: str) -> None:
    """The group is closed before it began, and whoever founded it is told kindly. Raises as `accept_group`."""
    group = _proposed(staff, public_id)
    group.state = Group.State.ARCHIVED
    group.save(update_fields=["state"])
    _tell_founders(group, "group_declined")


def _proposed(staff: User, public_id: str) -> Group:
    group = Group.objects.select_for_update(no_key=True).filter(public_id=public_id).first()
    if group is None or not staff.is_safety_staff:
        raise NotFound
    if group.state != Group.State.PROPOSED:
        raise NotNow
    return group


def _tell_founders(group: Group, kind: str) -> None:
    for member in group.memberships.active().with_any_role(Role.OWNER):
        notify_about(group, member.user_id, kind)
