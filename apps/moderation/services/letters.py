"""What the member is told: prepared words, the same in the preview and in the notice."""

from typing import Any

from apps.groups.models import Group, Membership
from apps.messaging.models import Message
from apps.moderation.models import Action
from apps.notifications.models import Notice
from apps.notifications.services.sending import notify

KINDS: dict[str, str] = {
    Action.Kind.MUTE: "member_muted",
    Action.Kind.UNMUTE: "member_unmuted",
    Action.Kind.REMOVE: "member_removed",
    Action.Kind.HIDE: "message_hidden",
    Action.Kind.RESTORE: "message_restored",
}


def letter_details(action: Action, group: Group, target: Membership, message: Message | None = None) -> dict[str, Any]:
    """Return what the letter's template is filled with; the action may not be saved yet.

    Words and moments alone: the letter is put together when it is read, in the reader's language and clock.
    """
    return {
        "group": group.name,
        "alias": target.alias,
        "until": action.until.isoformat() if action.until else "",
        "rule": action.rule,
        "words": action.reason,
        "is_by_site_staff": action.is_by_site_staff,
        "posted_at": message.posted_at.isoformat() if message else "",
    }


def tell_member(action: Action, group: Group, target: Membership, message: Message | None = None) -> Notice:
    """Put the letter on the member's page and let the neutral mail follow."""
    details = letter_details(action, group, target, message)
    return notify(target.user_id, kind=KINDS[action.kind], scope=group.public_id, details=details, wants_mail=True)
