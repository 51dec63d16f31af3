"""What moderators can do. Each is one transaction: the effect, the action, the line in the log and the letter.

Every function takes the actor's access as it was read for the request, and reads it again under locks. A repeat (the
same form twice, or what holds already) changes nothing, tells nobody and returns the first action, or None when there
is none of this form. Raises NotFound, NotPermitted or OutOfRank as `acting` says, and Invalid for unusable words.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.groups.models import EndKind, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services import memberships
from apps.messaging.models import Message
from apps.messaging.services import hiding
from apps.moderation.errors import Gone
from apps.moderation.models import Action
from apps.moderation.rules import lengths, words
from apps.moderation.services.acting import Case, Why, open_on_member, open_on_message, repeated
from apps.moderation.services.audit import record_action
from apps.moderation.services.letters import tell_member


@transaction.atomic
def mute_member(access: GroupAccess, target: Membership, *, until: datetime, why: Why) -> Action | None:
    """The member reads and does not write until then, and has been told why."""
    case, member = open_on_member(access, Permission.MUTE_MEMBER, target)
    lengths.require_end(until, timezone.now())
    _require_active(member)
    if lengths.adds_nothing(until, member.muted_until):
        return repeated(case, why)
    action = _action(case, Action.Kind.MUTE, why, until=until)
    memberships.mute_membership(member, until)
    return _settle(case, action)


@transaction.atomic
def unmute_member(access: GroupAccess, target: Membership, *, why: Why) -> Action | None:
    """The member may write again, and has been told so."""
    case, member = open_on_member(access, Permission.MUTE_MEMBER, target)
    if not member.is_muted():
        return repeated(case, why)
    action = _action(case, Action.Kind.UNMUTE, why)
    memberships.unmute_membership(member)
    return _settle(case, action)


@transaction.atomic
def remove_member(access: GroupAccess, target: Membership, *, why: Why) -> Action | None:
    """The person is out of the group, its meetings included, and has been told why."""
    case, member = open_on_member(access, Permission.REMOVE_MEMBER, target)
    if member.end_kind == EndKind.REMOVED:
        return repeated(case, why)
    action = _action(case, Action.Kind.REMOVE, why)
    memberships.end_membership(member, EndKind.REMOVED)
    return _settle(case, action)


@transaction.atomic
def hide_message(access: GroupAccess, message_id: str, *, why: Why) -> Action | None:
    """The message's words are shown to nobody in the room, and its author has been told why."""
    case, message = open_on_message(access, message_id)
    if message.state != Message.State.VISIBLE:
        return repeated(case, why)
    action = _action(case, Action.Kind.HIDE, why)
    hiding.hide_message(message.pk)
    return _settle(case, action)


@transaction.atomic
def restore_message(access: GroupAccess, message_id: str, *, why: Why) -> Action | None:
    """The message's words are where they were, and its author has been told so."""
    case, message = open_on_message(access, message_id)
    if message.state != Message.State.HIDDEN:
        return repeated(case, why)
    action = _action(case, Action.Kind.RESTORE, why)
    hiding.restore_message(message.pk)
    return _settle(case, action)


def _require_active(member: Membership) -> None:
    if not member.is_active:
        raise Gone


def _action(case: Case, kind: Action.Kind, why: Why, *, until: datetime | None = None) -> Action:
    """Return the action, not saved; raises ReasonMissing or ReasonUnusable."""
    is_staff = case.access.is_site_staff
    return Action(
        group=case.group,
        kind=kind,
        actor_id=None if is_staff else case.access.membership_id,
        is_by_site_staff=is_staff,
        staff_id=case.access.user_id if is_staff else None,
        target=case.target,
        message_public_id=case.message.public_id if case.message else "",
        reason=words.require_words(why.words),
        rule=why.rule[: words.LONGEST_RULE],
        until=until,
        client_id=why.client_id,
    )


def _settle(case: Case, action: Action) -> Action:
    action.save()
    record_action(case.access, action)
    if case.target is not None:
        tell_member(action, case.group, case.target, case.message)
    return action
