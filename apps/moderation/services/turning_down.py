"""A message that waited and was turned down: a decision like any other, and what undoes it when somebody else looks."""

from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.messaging.models import Message
from apps.messaging.services import held
from apps.moderation.models import Action
from apps.moderation.services.acting import (
    Decision,
    Why,
    new_action,
    open_on_member,
    open_on_message,
    take_back_all,
)
from apps.moderation.services.audit import record_action
from apps.moderation.services.letters import letter_details
from apps.notifications.services.sending import notify


def keep_decline(access: GroupAccess, message: Message, why: Why, *, said: str) -> Action:
    """That the message was turned down is kept and logged; its author reads why, and has the words back that they said."""
    decision = Decision(message.room.group, access, message.author, message)
    action = new_action(decision, Action.Kind.DECLINE, why)
    action.save()
    _settle(decision, action, "message_declined", said=said)
    return action


def let_stand_after_all(access: GroupAccess, action: Action, why: Why) -> None:
    """Somebody else has looked: the message stands where the talk is now, if its words are kept and its author is there.

    Otherwise its author reads that they may send it again. Raises NotFound for whoever may not decide about an appeal.
    """
    message = Message.objects.filter(room__group=action.group_id, public_id=action.message_public_id).first()
    if message is not None:
        decision, message = open_on_message(access, message.public_id, Permission.DECIDE_APPEAL, is_appeal=True)
    elif action.target is not None:
        decision, _member = open_on_member(access, Permission.DECIDE_APPEAL, action.target, is_appeal=True)
    else:
        raise NotFound
    release = new_action(decision, Action.Kind.RELEASE, why)
    release.message_public_id = action.message_public_id
    release.save()
    take_back_all(decision, Action.objects.filter(pk=action.pk), release)
    stands = message is not None and _put_back(message, action)
    _settle(decision, release, "message_let_stand", stands=stands)


def _put_back(message: Message, action: Action) -> bool:
    # Words of somebody who is gone do not newly appear.
    if message.author is None or not access_of_membership(message.author).can(Permission.READ):
        return False
    if message.state == Message.State.HIDDEN:
        held.release_message(message.pk)
        return True
    kept = action.evidence.snapshot if action.evidence else {}
    if not kept.get("body"):
        return False
    words = {"body": kept["body"], "content_note": kept["content_note"], "kind": kept["kind"]}
    return held.put_back(message.pk, **words) is not None


def _settle(decision: Decision, action: Action, letter: str, **more: object) -> None:
    record_action(decision.access, action)
    author = decision.target
    if author is None:
        return
    about = letter_details(action, decision.group, author, decision.message, is_appeal=decision.is_appeal)
    notify(author.user_id, kind=letter, scope=decision.group.public_id, details=about | more, wants_mail=True)
