"""Messages that somebody is to look at: noted when they are kept, and what becomes of them, the effect alone.

Who may decide, why, and the letter are moderation's (`moderation/services/screening.py`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from django.db import transaction

from apps.core.clock import database_now
from apps.core.queue import enqueue
from apps.groups.permissions import GroupAccess, Permission, State
from apps.messaging.events import on_screened
from apps.messaging.models import Message, Room, Screened
from apps.messaging.rules.screening import Cause, Finding
from apps.messaging.rules.watching import NOTHING_WATCHED, Watch
from apps.messaging.services.locking import touch
from apps.messaging.services.mentions import renew_mentions
from apps.messaging.services.reaching import note_called
from apps.messaging.services.unsending import blank
from apps.messaging.services.watching import watch_of


class LookedAtFirst(TypedDict):
    """What the rules must know of a message's place to say whether somebody looks at it first."""

    watch: Watch
    must_wait: Cause | None
    is_trusted: bool


def looked_at_first(message: Message, access: GroupAccess, now: datetime) -> LookedAtFirst:
    """Return what is looked for in this message and why it may have to wait; the caller holds its group's row.

    In a conversation of two nothing is: nobody but the two reads it, so that nobody could let it through.
    """
    room, author = message.room, message.author
    if room.kind == Room.Kind.DIRECT or author is None:
        return {"watch": NOTHING_WATCHED, "must_wait": None, "is_trusted": False}
    must_wait = Cause.UNATTENDED if State.HELD in access.states else None
    held_until = room.group.newcomers_held_until
    if author.is_newcomer and held_until is not None and held_until > now:
        must_wait = Cause.NEWCOMER
    is_trusted = access.can(Permission.HIDE_MESSAGE)
    return {"watch": watch_of(room.group), "must_wait": must_wait, "is_trusted": is_trusted}


def note_findings(found: Sequence[tuple[Message, Finding]]) -> None:
    """These kept messages wait for a look, or are marked for one; in their own transaction. Nothing found is no query."""
    if not found:
        return
    Screened.objects.bulk_create(
        [Screened(message=message, cause=one.cause, found=one.found, is_held=one.is_held) for message, one in found]
    )
    for told in on_screened:
        told()


def note_finding_anew(message: Message, finding: Finding) -> None:
    """A message that stands says something new that somebody is to look at, whatever they decided before."""
    Screened.objects.filter(message=message).delete()
    note_findings([(message, finding)])


@transaction.atomic
def release_message(message_id: int) -> Message:
    """What was held stands in the room where the talk is now; what was put away stands where it stood.

    Said now, for everybody who reads it: a block made meanwhile hides it, and it is kept as long as what is said now.
    Open sockets, and those whom it calls on, are told after commit. What is not held or put away stays as it is.
    """
    room, message = _locked(message_id)
    if message.state == Message.State.HELD:
        room.last_number += 1
        message.number, message.posted_at = room.last_number, database_now()
        room.last_posted_at = message.posted_at
        room.save(update_fields=["last_number", "last_posted_at"])
    elif message.state != Message.State.HIDDEN:
        return message
    message.state = Message.State.VISIBLE
    message.save(update_fields=["state", "number", "posted_at"])
    touch(room, [message])
    enqueue("messaging.tell_people")
    return message


@transaction.atomic
def turn_down(message_id: int) -> str:
    """What was held never stands in the room: it leaves its author's pages. Returns its words, to be given back."""
    room, message = _locked(message_id)
    words = message.body
    blank(room, message)
    return words


@transaction.atomic
def put_back(message_id: int, *, body: str, content_note: str, kind: str) -> Message | None:
    """What was turned down stands in the room after all, with these words, where the talk is now.

    Those whom it calls on are told; its pictures are gone. None for what never was turned down, or stands already.
    """
    _room, message = _locked(message_id)
    if message.state != Message.State.UNSENT or message.number is not None or message.author is None:
        return None
    message.body, message.content_note, message.kind = body, content_note, kind
    message.state = Message.State.HELD
    message.save(update_fields=["body", "content_note", "kind", "state"])
    Screened.objects.filter(message=message).update(outcome=Screened.Outcome.RELEASED)
    note_called(message, renew_mentions(message))
    return release_message(message_id)


@transaction.atomic
def put_away(message_id: int) -> Message | None:
    """A message that stands is out of sight until somebody has looked; None when it does not stand any more."""
    room, message = _locked(message_id)
    if message.state != Message.State.VISIBLE:
        return None
    Screened.objects.update_or_create(
        message=message,
        defaults={
            "cause": Cause.FLAGS,
            "found": "",
            "is_held": True,
            "outcome": Screened.Outcome.WAITING,
            "decided_at": None,
            "decided_by": None,
            "words": "",
        },
    )
    message.state = Message.State.HIDDEN
    message.save(update_fields=["state"])
    touch(room, [message])
    return message


def _locked(message_id: int) -> tuple[Room, Message]:
    room_id = Message.objects.values_list("room_id", flat=True).get(pk=message_id)
    room = Room.objects.select_for_update(no_key=True, of=("self",)).select_related("group").get(pk=room_id)
    message = Message.objects.with_people().get(pk=message_id)
    message.room = room
    return room, message
