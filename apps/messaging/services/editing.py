"""How words are changed after they were said: the former ones are kept, and the message is marked."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from apps.accounts.models import User
from apps.core.clock import database_now
from apps.core.errors import Invalid
from apps.groups.permissions import GroupAccess, Permission, State
from apps.messaging.errors import WouldBeHeld
from apps.messaging.models import Message, Revision, Room
from apps.messaging.rules.changing import require_changeable
from apps.messaging.rules.screening import Candidate, Finding, clean, longest_body, screen
from apps.messaging.services.finding import find_message, is_by, lock_message
from apps.messaging.services.held import looked_at_first, note_finding_anew
from apps.messaging.services.locking import touch
from apps.messaging.services.mentions import renew_mentions
from apps.messaging.services.pacing import count_change
from apps.messaging.services.parties import parties_of
from apps.messaging.services.reaching import note_called

WORDS = ("body", "kind", "content_note")


@dataclass(frozen=True, slots=True)
class NewWords:
    """What a message is to say from now on; None leaves a part as it is.

    `is_sure`: they were asked about what is in it (a way to be reached outside, a watched word), and want it there.
    """

    body: str | None = None
    kind: str | None = None
    content_note: str | None = None
    is_sure: bool = False


@transaction.atomic
def edit_message(user_id: int, message_id: str, words: NewWords) -> Message:
    """The message says the new words and is marked as edited; the former ones are kept as a revision.

    It keeps its place and its number. The same words change nothing. What is held stays held, and new words that would
    be held are refused to a message that stands in the room: there it cannot become unseen for whoever has read it.
    Whom the new words call on is told as of new ones.

    Raises NotFound, NotPermitted (Muted …), NotYours, Unchangeable, TooLateToChange, WouldBeHeld, TooFast, and what
    `screen` raises.
    """
    room, access, message = lock_message(message_id, user_id)
    now = database_now()
    _require(message, access, now)
    former = {name: getattr(message, name) for name in WORDS}
    _put(message, words)
    if all(getattr(message, name) == value for name, value in former.items()):
        return message
    count_change(user_id)
    finding = _screen(message, access, now, is_sure=words.is_sure)
    Revision.objects.create(message=message, written_at=message.edited_at or message.posted_at, **former)
    message.edited_at = now
    message.save(update_fields=[*WORDS, "edited_at"])
    note_called(message, renew_mentions(message))
    if finding:
        note_finding_anew(message, finding)
    touch(room, [message])
    return message


def _screen(message: Message, access: GroupAccess, now: datetime, *, is_sure: bool) -> Finding | None:
    """Return why somebody is to look at the new words of a message that stands. Raises WouldBeHeld, and what rules say."""
    is_newcomer = State.NEWCOMER in access.states
    candidate = Candidate(
        message.body,
        message.content_note,
        is_newcomer=is_newcomer,
        is_unhurried=State.STRICTER in access.states,
        longest=longest_body(message.room.kind),
        asks_about_contact=message.room.kind == Room.Kind.DIRECT or is_newcomer,
        is_sure=is_sure,
        has_pictures=bool(parties_of(message).pictures),
        now=now,
        **looked_at_first(message, access, now),
    )
    finding = screen(candidate)
    if message.state == Message.State.HELD:
        return None
    if finding and finding.is_held:
        raise WouldBeHeld
    return finding


def find_own(message_id: str, user: User | AnonymousUser) -> Message:
    """Return a message whose words the person may change now, for a form. Raises what `edit_message` does."""
    message, access = find_message(message_id, user)
    _require(message, access, database_now())
    return message


def _require(message: Message, access: GroupAccess, now: datetime) -> None:
    # A page in memory of somebody is never finished.
    is_page = message.memorial_id is not None and message.thread_id is None
    require_changeable(message.state, now if is_page else message.posted_at, now, is_author=is_by(message, access))
    access.require(Permission.POST_MESSAGE)


def _put(message: Message, words: NewWords) -> None:
    if words.kind is not None and words.kind not in Message.Kind.values:
        raise Invalid
    if words.body is not None:
        message.body = clean(words.body)
    if words.content_note is not None:
        message.content_note = " ".join(words.content_note.split())
    message.kind = words.kind or message.kind
