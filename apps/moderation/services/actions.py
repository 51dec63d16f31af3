"""What moderators can do. Each is one transaction: the effect, the action, the line in the log and the letter.

Every function takes the actor's access as it was read for the request, and reads it again under locks. A repeat (the
same form twice, or what holds already) changes nothing, tells nobody and returns the first action, or None when there
is none of this form. Raises NotFound, NotPermitted or OutOfRank as `acting` says, and Invalid for unusable words.
Taking back is in `reversal`, rooms in `calming`.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.groups.errors import OutOfRank
from apps.groups.models import EndKind, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services import memberships
from apps.messaging.models import Message
from apps.messaging.services import hiding
from apps.moderation.errors import Gone
from apps.moderation.models import Action
from apps.moderation.rules import lengths
from apps.moderation.services import bans
from apps.moderation.services.acting import (
    Decision,
    Why,
    new_action,
    open_on_member,
    open_on_message,
    repeated,
    require_may_undo,
    settle,
    take_back_all,
    what_hides,
)
from apps.moderation.services.handling import hiding_permission


@transaction.atomic
def warn_member(access: GroupAccess, target: Membership, *, why: Why) -> Action | None:
    """The member has been told what to leave be; nothing else changes for them."""
    decision, member = open_on_member(access, Permission.WARN_MEMBER, target)
    _require_active(member)
    known = repeated(decision, why)
    return known or settle(decision, new_action(decision, Action.Kind.WARN, why))


@transaction.atomic
def mute_member(access: GroupAccess, target: Membership, *, until: datetime, why: Why) -> Action | None:
    """The member reads and does not write until then, and has been told why."""
    decision, member = open_on_member(access, Permission.MUTE_MEMBER, target)
    lengths.require_end(until, timezone.now())
    _require_active(member)
    if lengths.adds_nothing(until, member.muted_until):
        return repeated(decision, why)
    action = new_action(decision, Action.Kind.MUTE, why, until=until)
    memberships.mute_membership(member, until)
    return settle(decision, action)


@transaction.atomic
def suspend_member(access: GroupAccess, target: Membership, *, until: datetime, why: Why) -> Action | None:
    """To the member there is no group and no meeting until then, and they have been told why."""
    decision, member = open_on_member(access, Permission.SUSPEND_MEMBER, target)
    lengths.require_end(until, timezone.now())
    _require_active(member)
    if lengths.adds_nothing(until, member.suspended_until):
        return repeated(decision, why)
    action = new_action(decision, Action.Kind.SUSPEND, why, until=until)
    memberships.suspend_membership(member, until)
    return settle(decision, action)


@transaction.atomic
def remove_member(access: GroupAccess, target: Membership, *, why: Why) -> Action | None:
    """The person is out of the group, its meetings included, and has been told why."""
    decision, member = open_on_member(access, Permission.REMOVE_MEMBER, target)
    if member.end_kind == EndKind.REMOVED:
        return repeated(decision, why)
    action = new_action(decision, Action.Kind.REMOVE, why, before=bans.places_of([member]))
    memberships.end_membership(member, EndKind.REMOVED)
    return settle(decision, action)


@transaction.atomic
def ban_member(
    access: GroupAccess, target: Membership, *, until: datetime | None, why: Why, is_site_wide: bool = False
) -> Action | None:
    """The person is out of the group, or of all of them, and does not come back until then (None: at all).

    It holds for every account with the same verified address, and after an erasure: of those accounts the places end
    too, and nobody in a group learns that they belong together.
    """
    if is_site_wide:
        bans.one_at_a_time()
    permission = Permission.BAN_FROM_SITE if is_site_wide else Permission.BAN_MEMBER
    decision, member = open_on_member(access, permission, target)
    if until is not None:
        lengths.require_end(until, timezone.now())
    if is_site_wide and member.user.is_safety_staff:
        raise OutOfRank
    scope = Action.Scope.SITE if is_site_wide else Action.Scope.GROUP
    if _is_banned_as_long(member, scope, until):
        return repeated(decision, why)
    places = bans.places_of_person(member, is_site_wide=is_site_wide)
    action = new_action(
        decision, Action.Kind.BAN, why, until=until, scope=scope, before=bans.places_of([member, *places])
    )
    action.save()
    # Before the log: its lock is the last one that anybody takes, and this takes those of other groups.
    bans.keep_out(action, member, places)
    return settle(decision, action)


@transaction.atomic
def hide_message(access: GroupAccess, message_id: str, *, why: Why) -> Action | None:
    """The message's words are shown to nobody in the room, and its author has been told why."""
    decision, message = open_on_message(access, message_id, hiding_permission(access, message_id))
    if message.state != Message.State.VISIBLE:
        return repeated(decision, why)
    action = new_action(decision, Action.Kind.HIDE, why)
    hiding.hide_message(message.pk)
    return settle(decision, action)


@transaction.atomic
def restore_message(access: GroupAccess, message_id: str, *, why: Why) -> Action | None:
    """The message's words are where they were, and its author has been told so."""
    return restore(*open_on_message(access, message_id, hiding_permission(access, message_id)), why)


def restore(decision: Decision, message: Message, why: Why) -> Action | None:
    """Do so within a decision that was opened already; what hid it is taken back. Raises DoneBySite as `acting` does."""
    if message.state != Message.State.HIDDEN:
        return repeated(decision, why)
    require_may_undo(decision.access, what_hides(message))
    action = settle(decision, new_action(decision, Action.Kind.RESTORE, why))
    hiding.restore_message(message.pk)
    hidden = Action.objects.standing().filter(group=decision.group, kind=Action.Kind.HIDE)
    take_back_all(decision, hidden.filter(message_public_id=message.public_id), action)
    return action


def _require_active(member: Membership) -> None:
    if not member.is_active:
        raise Gone


def _is_banned_as_long(member: Membership, scope: Action.Scope, until: datetime | None) -> bool:
    standing = Action.objects.standing().filter(target=member, kind=Action.Kind.BAN, scope=scope)
    return any(one.until is None or (until is not None and lengths.adds_nothing(until, one.until)) for one in standing)
