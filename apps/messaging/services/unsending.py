"""How words are taken back: for everybody, at any time, by whoever wrote them."""

from django.db import transaction
from django.db.models import Q

from apps.groups.models import Block, Membership, Mute
from apps.groups.permissions import GroupAccess
from apps.messaging.errors import NotYours
from apps.messaging.events import on_screened
from apps.messaging.models import AwaitedAnswer, Mention, Message, MutedWord, Reaction, Revision, Room, Screened
from apps.messaging.rules.muted_words import all_said, is_said_in
from apps.messaging.services.finding import is_by, lock_message
from apps.messaging.services.locking import touch
from apps.messaging.services.pictures import delete_pictures
from apps.messaging.services.sealing import sealed

PARTS = (Reaction, Mention, Revision, AwaitedAnswer)


@transaction.atomic
def unsend_message(user_id: int, message_id: str) -> Message:
    """Of the message a blank row is left: no words, no author, nothing that belonged to it; its quotes are gone too.

    What never stood in the room leaves nothing at all to see. Taken back twice is taken back. It is refused neither to
    the muted nor because somebody hid the message; what was reported before stays with its report.

    Raises NotFound, and NotYours for whoever did not write it.
    """
    room, access, message = lock_message(message_id, user_id)
    if message.state == Message.State.UNSENT:
        return message
    require_own(message, access)
    if Screened.objects.filter(message=message).delete()[0]:
        # Nobody need look at it any more.
        for told in on_screened:
            told()
    blank(room, message)
    return message


def blank(room: Room, message: Message) -> None:
    """Of the message a blank row is left, or nothing to see where it never stood. The caller holds the room's lock."""
    if message.number is not None:
        message.unseen_by = _never_shown_to(message) or None
        # A page that was offline may send the same once more: it must not come back.
        message.client_id = sealed(message.author_id or 0, message.client_id)
        # Without a number the row is its author's alone, and must stay theirs until their pages have dropped it.
        message.author = None
    message.body, message.content_note, message.kind = "", "", Message.Kind.PLAIN
    message.state, message.reply_to, message.edited_at = Message.State.UNSENT, None, None
    message.save()
    _delete_parts(message)
    touch(room, [message])


def require_own(message: Message, access: GroupAccess) -> None:
    """Pass for whoever wrote the message. Raises NotYours."""
    if not is_by(message, access):
        raise NotYours


def _never_shown_to(message: Message) -> list[int]:
    """Return the members to whom the message does not exist: a blank row would tell them that it did."""
    blocks = Block.objects.filter(
        Q(blocker=message.author_id) | Q(blocked=message.author_id), created_at__lte=message.posted_at
    )
    apart = {member for pair in blocks.values_list("blocker_id", "blocked_id") for member in pair}
    apart |= set(Mute.objects.filter(muted=message.author_id).values_list("muter_id", flat=True))
    said = all_said(message.body, message.content_note)
    words = MutedWord.objects.filter(user__memberships__group=message.room.group_id)
    people = {row.user_id for row in words if is_said_in(row.word, said)}
    unmet = Membership.objects.filter(group=message.room.group_id, user__in=people)
    return sorted((apart | set(unmet.values_list("pk", flat=True))) - {message.author_id})


def _delete_parts(message: Message) -> None:
    delete_pictures(list(message.pictures.all()))
    for part in PARTS:
        part.objects.filter(message=message).delete()
    message.parties = None
