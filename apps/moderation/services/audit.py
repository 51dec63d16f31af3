"""The one place that writes the log."""

import secrets
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core.taking_turns import one_at_a_time
from apps.groups.permissions import GroupAccess
from apps.messaging.models import Message
from apps.moderation.models import Action, Appeal, AuditEntry, AuditText, Case, Concern
from apps.moderation.rules.audit_chain import FIRST_SEAL, Link, digest, seal

CHAIN = 0x6265_7369
SALT_BYTES = 16


def record_action(access: GroupAccess, action: Action) -> AuditEntry:
    """Add a line about an action, in the action's own transaction: neither is there without the other."""
    code = f"{_subject_of(action)}.{action.kind}"
    target = action.target.public_id if action.target else ""
    text = "\n".join(filter(None, (action.rule, action.reason)))
    about = {"action": action.public_id, "target": target, "message": action.message_public_id}
    return _append(access, code, text, **about)


def record_ladder(access: GroupAccess) -> AuditEntry:
    """Add a line about a change of the group's ladder, in the same transaction."""
    return _append(access, "ladder.changed", "", action="", target="", message="")


def record_appeal(access: GroupAccess, appeal: Appeal) -> AuditEntry:
    """Add a line about an appeal that was made or decided, in the same transaction; of its words only the answer."""
    target = appeal.action.target.public_id if appeal.action.target else ""
    code = "appeal.made" if appeal.is_waiting else f"appeal.{appeal.state}"
    # Whoever was sent away acts as the member they were.
    actor = replace(access, membership_public_id=target, is_site_staff=False) if appeal.is_waiting else access
    return _append(actor, code, appeal.answer, action=appeal.action.public_id, target=target, message="")


def _subject_of(action: Action) -> str:
    if action.message_public_id:
        return "message"
    if action.kind in {Action.Kind.TAKE_DOWN, Action.Kind.PUT_BACK}:
        return "activity"
    if action.target_id:
        return "member"
    return "room" if action.scope in {Action.Scope.CHAT, Action.Scope.WALL} else "group"


def record_meeting(access: GroupAccess, meeting: str, code: str) -> AuditEntry:
    """Add a line about what somebody did to a whole meeting, in the same transaction."""
    return _append(access, code, "", action=meeting, target="", message="")


def record_case(access: GroupAccess, case: Case, code: str) -> AuditEntry:
    """Add a line about what somebody did with a case, or read of it, in the same transaction or before it is shown.

    It names the case alone: members see the lines about themselves, and this one would tell them that somebody
    reported them; of a conversation between two, who.
    """
    return _append(access, code, "", action=case.public_id, target="", message="")


def record_care(access: GroupAccess, concern: Concern, code: str, text: str = "") -> AuditEntry:
    """Add a line about a step in looking after somebody, or a look at their card, in the same transaction."""
    return _append(access, f"care.{code}", text, action=concern.public_id, target=concern.member.public_id, message="")


def record_screening(access: GroupAccess, code: str, message: Message, text: str = "") -> AuditEntry:
    """Add a line about a message that waited and was let stand, or was not, in the same transaction."""
    target = message.author.public_id if message.author else ""
    return _append(access, code, text, action="", target=target, message=message.public_id)


def record_group(access: GroupAccess, code: str, text: str) -> None:
    """Add a line about what was decided for the whole group, in the same transaction; its words are in the text alone."""
    _append(access, code, text, action="", target="", message="")


def record_for_site(staff_id: int, code: str, text: str, *, action: str = "", target: str = "") -> AuditEntry:
    """Add a line about what site staff did for the whole site or to an account, in the same transaction."""
    staff = GroupAccess(group_id=0, group_public_id="", user_id=staff_id, is_site_staff=True)
    return _append(staff, code, text, action=action, target=target, message="")


@transaction.atomic
def _append(access: GroupAccess, code: str, text: str, **about: str) -> AuditEntry:
    """Add an entry behind the last one; whoever adds at the same time waits for this transaction's end."""
    one_at_a_time(CHAIN)
    last = AuditEntry.objects.order_by("-place").values_list("place", "seal").first()
    place, before = (last[0] + 1, bytes(last[1])) if last else (1, FIRST_SEAL)
    link = Link(
        place=place,
        created_at=timezone.now(),
        group=access.group_public_id,
        actor="" if access.is_site_staff else access.membership_public_id,
        staff_id=access.user_id if access.is_site_staff else None,
        code=code,
        text_digest=_keep_words(place, about["target"], text),
        **about,
    )
    return _keep(link, seal(settings.AUDIT_KEY.encode(), before, link))


def _keep_words(place: int, target: str, text: str) -> bytes:
    """Keep the words where they can be erased, and return their digest; nothing for no words."""
    if not text:
        return b""
    salt = secrets.token_bytes(SALT_BYTES)
    AuditText.objects.create(place=place, target=target, salt=salt, text=text)
    return digest(salt, text)


def _keep(link: Link, sealed: bytes) -> AuditEntry:
    fields = {name: getattr(link, name) for name in Link.__slots__}
    return AuditEntry.objects.create(**fields, seal=sealed)
