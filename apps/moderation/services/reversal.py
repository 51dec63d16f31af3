"""Taking back: the effect is undone as far as nothing else keeps it up, the log has a line, and the member is told."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.core.errors import NotFound
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services import memberships
from apps.moderation.errors import NotTakenBack
from apps.moderation.models import Action
from apps.moderation.services import activities, bans
from apps.moderation.services.acting import (
    Decision,
    Why,
    new_action,
    open_on_member,
    repeated,
    require_above,
    require_may_undo,
    settle,
    take_back_all,
)

Kind = Action.Kind
OPPOSITE: dict[str, Action.Kind] = {
    Kind.WARN: Kind.UNWARN,
    Kind.MUTE: Kind.UNMUTE,
    Kind.SUSPEND: Kind.UNSUSPEND,
    Kind.REMOVE: Kind.REINSTATE,
    Kind.BAN: Kind.UNBAN,
    Kind.TAKE_DOWN: Kind.PUT_BACK,
}
PERMISSION: dict[str, Permission] = {
    Kind.WARN: Permission.WARN_MEMBER,
    Kind.MUTE: Permission.MUTE_MEMBER,
    Kind.SUSPEND: Permission.SUSPEND_MEMBER,
    Kind.REMOVE: Permission.REMOVE_MEMBER,
    Kind.BAN: Permission.BAN_MEMBER,
    Kind.TAKE_DOWN: Permission.TAKE_DOWN_ACTIVITY,
}


@transaction.atomic
def take_back(access: GroupAccess, action_id: str, *, why: Why) -> Action | None:
    """What was decided about a member is undone, and they have been told. Who waits for an appeal has their answer.

    Taken back twice is taken back once. Raises NotFound for what is no decision about a member of this group, DoneBySite
    for the group while site staff keep it up, and as `open_on_member` does.
    """
    found = find_action(access, action_id)
    if found.scope == Action.Scope.SITE:
        bans.one_at_a_time()
    decision, member = open_on_member(access, permission_for(found), _target_of(found))
    # Whoever was removed has no role any more, and gets back the one they had.
    require_above(decision.access, member, bans.roles_then(found, member))
    require_may_undo(decision.access, Action.objects.filter(pk=found.pk) | _ends_with(found))
    found.refresh_from_db()
    if found.reversed_by_id:
        return repeated(decision, why)
    return undo(decision, found, why)


def find_action(access: GroupAccess, action_id: str) -> Action:
    """Return a decision about a member of this group that can be taken back; raises NotFound."""
    found = Action.objects.filter(group_id=access.group_id, public_id=action_id, kind__in=OPPOSITE)
    action = found.select_related("target").first()
    if action is None or action.target is None:
        raise NotFound
    return action


def permission_for(action: Action) -> Permission:
    """Return what somebody needs to take this back: what they would need to do it."""
    return Permission.BAN_FROM_SITE if action.scope == Action.Scope.SITE else PERMISSION[action.kind]


def undo(decision: Decision, action: Action, why: Why) -> Action:
    """Return the action that takes the other one back, within a decision that was opened on its target."""
    if action.reversed_by_id:
        raise NotTakenBack
    reversal = new_action(decision, OPPOSITE[action.kind], why, scope=action.scope)
    reversal.save()
    several = Action.objects.none() if decision.is_appeal else _ends_with(action)
    take_back_all(decision, Action.objects.filter(Q(pk=action.pk) | Q(pk__in=several.values("pk"))), reversal)
    # Before the log: its lock is the last one that anybody takes, and this may take those of other groups.
    _lift(action, _target_of(action))
    return settle(decision, reversal)


def _ends_with(action: Action) -> QuerySet[Action]:
    """Return what is taken back with it: a mute taken back is no mute any more, however many were made."""
    if action.kind not in {Kind.MUTE, Kind.SUSPEND}:
        return Action.objects.none()
    return Action.objects.standing().filter(target=action.target, kind=action.kind, scope=action.scope)


def _lift(action: Action, target: Membership) -> None:
    if action.kind in {Kind.REMOVE, Kind.BAN}:
        bans.let_in(action)
    elif action.kind == Kind.TAKE_DOWN:
        activities.put_back(action)
    elif lift := _LIFTS.get(action.kind):
        lift(target, _longest(target, action.kind))


_LIFTS: dict[str, Callable[[Membership, datetime | None], None]] = {
    Kind.MUTE: memberships.mute_membership,
    Kind.SUSPEND: memberships.suspend_membership,
}


def _longest(target: Membership, kind: str) -> datetime | None:
    """Return until when another decision keeps it up."""
    ends = Action.objects.standing().filter(target=target, kind=kind, until__gt=timezone.now())
    return ends.order_by("-until").values_list("until", flat=True).first()


def _target_of(action: Action) -> Membership:
    if action.target is None:
        raise NotFound
    return action.target
