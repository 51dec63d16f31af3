"""What the member is told: prepared words, the same in the preview and in the notice."""

from typing import Any

from apps.groups.models import Group, Membership
from apps.groups.services.telling import notify_about
from apps.messaging.models import Message
from apps.moderation.models import Action, Appeal
from apps.moderation.rules.appeals import APPEALABLE
from apps.notifications.models import Notice
from apps.notifications.services.sending import notify

KINDS: dict[str, str] = {
    Action.Kind.WARN: "member_warned",
    Action.Kind.UNWARN: "decision_taken_back",
    Action.Kind.MUTE: "member_muted",
    Action.Kind.UNMUTE: "member_unmuted",
    Action.Kind.SUSPEND: "member_suspended",
    Action.Kind.UNSUSPEND: "decision_taken_back",
    Action.Kind.REMOVE: "member_removed",
    Action.Kind.REINSTATE: "decision_taken_back",
    Action.Kind.BAN: "member_banned",
    Action.Kind.UNBAN: "decision_taken_back",
    Action.Kind.HIDE: "message_hidden",
    Action.Kind.RESTORE: "message_restored",
    Action.Kind.TAKE_DOWN: "activity_taken_down",
    Action.Kind.PUT_BACK: "decision_taken_back",
}


def letter_details(
    action: Action, group: Group, target: Membership, message: Message | None = None, *, is_appeal: bool = False
) -> dict[str, Any]:
    """Return what the letter's template is filled with; the action may not be saved yet.

    Words and moments alone: the letter is put together when it is read, in the reader's language and clock.
    """
    return {
        "group": group.name,
        "group_id": group.public_id,
        "alias": target.alias,
        "kind": action.kind,
        "until": action.until.isoformat() if action.until else "",
        "rule": action.rule,
        "words": action.reason,
        "is_by_site_staff": action.is_by_site_staff,
        "is_site_wide": action.scope == Action.Scope.SITE,
        "is_appeal": is_appeal,
        # Nothing to object to while it is only planned, and no way to where somebody else was meant.
        "may_appeal": action.kind in APPEALABLE and bool(action.pk) and action.target_id == target.pk,
        "posted_at": message.posted_at.isoformat() if message else "",
    }


def tell_member(
    action: Action, group: Group, target: Membership, message: Message | None = None, *, is_appeal: bool = False
) -> Notice:
    """Put the letter on the member's page and let the neutral mail follow."""
    details = letter_details(action, group, target, message, is_appeal=is_appeal)
    return notify(target.user_id, kind=KINDS[action.kind], scope=group.public_id, details=details, wants_mail=True)


def tell_upheld(appeal: Appeal, group: Group, target: Membership) -> Notice:
    """Tell the member that somebody else looked, and that it stays; what was taken back tells its own letter."""
    details = letter_details(appeal.action, group, target) | {
        "words": appeal.answer,
        "rule": "",
        "may_appeal": False,
        "is_by_site_staff": appeal.decided_by_staff_id is not None,
    }
    return notify(target.user_id, kind="appeal_upheld", scope=group.public_id, details=details, wants_mail=True)


def tell_decider(user_id: int, appeal: Appeal, group: Group) -> Notice:
    """Tell somebody who may decide an appeal that one waits; neither by whom nor about what."""
    return notify_about(group, user_id, "appeal_made", appeal=appeal.public_id)
