"""What somebody has begun to write in a room: theirs alone, on whichever device, until it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.core.errors import Invalid, NotFound
from apps.groups.events import MemberChanged
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess
from apps.messaging.errors import DraftElsewhere, NotText
from apps.messaging.models import Message, Room, UnsentDraft
from apps.messaging.rules.screening import LONGEST_DRAFT, clean, is_text, require_length
from apps.messaging.services.threads import find_post

# A page saves and sends at once now and then: what was just said is no draft.
JUST_NOW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Unsent:
    """What is in a composer now; `known` is the `version` of the draft that its page last saw, or nothing.

    `thread` is the public id of the post on the wall that it would answer.
    """

    body: str
    kind: str = Message.Kind.PLAIN
    content_note: str = ""
    reply_to: str = ""
    known: str = ""
    thread: str = ""


def draft_of(room: Room, access: GroupAccess, thread: str = "") -> UnsentDraft | None:
    """Return what the member has begun to write here, if anything; on the wall each post has its own."""
    return UnsentDraft.objects.filter(room=room, membership_id=access.membership_id or 0, thread=thread).first()


def version_of(draft: UnsentDraft | None) -> str:
    """Return what a page gives back to say which draft it knew; nothing where there is none."""
    return draft.saved_at.isoformat() if draft else ""


@transaction.atomic
def keep_draft(room: Room, access: GroupAccess, unsent: Unsent) -> UnsentDraft | None:
    """What is in the composer is the member's draft in this room; an empty composer leaves none.

    What another page has kept since stays: raises DraftElsewhere when its words are others. Raises TooLong, NotText or
    Invalid for what could never be sent, NotFound for whoever is no member.
    """
    _require_usable(unsent)
    if unsent.thread:
        find_post(room, unsent.thread, access)
    membership_id = _lock_member(access)
    place: dict[str, Any] = {"room": room, "membership_id": membership_id, "thread": unsent.thread}
    present = UnsentDraft.objects.filter(**place).first()
    if present and unsent.known != version_of(present) and not _says_the_same(present, unsent):
        raise DraftElsewhere
    if not (unsent.body.strip() or unsent.content_note.strip()) or _was_just_said(room, membership_id, unsent.body):
        UnsentDraft.objects.filter(**place).delete()
        return None
    words: dict[str, Any] = {
        "body": unsent.body.replace("\r\n", "\n"),
        "kind": unsent.kind,
        "content_note": unsent.content_note,
        "reply_to": unsent.reply_to,
        "saved_at": timezone.now(),
    }
    kept, _is_new = UnsentDraft.objects.update_or_create(**place, defaults=words)
    return kept


def clear_sent_drafts(messages: Iterable[Message]) -> None:
    """Drafts whose words have been sent are gone; newer words of another page stay.

    Called in the transaction that keeps the messages, which holds their authors' memberships.
    """
    said = {(message.room_id, message.author_id): message.body for message in messages}
    places = [Q(room=room_id, membership=author_id) for room_id, author_id in said]
    drafts = UnsentDraft.objects.filter(reduce(or_, places))
    sent = [draft.pk for draft in drafts if clean(draft.body) == said[draft.room_id, draft.membership_id]]
    UnsentDraft.objects.filter(pk__in=sent).delete()


def forget_drafts(event: MemberChanged) -> None:
    """Whoever is out of a group leaves no unsent words behind."""
    if event.change == "ended":
        UnsentDraft.objects.filter(membership_id=event.membership_id).delete()


def _require_usable(unsent: Unsent) -> None:
    require_length(unsent.body, unsent.content_note, longest=LONGEST_DRAFT)
    if not all(map(is_text, (unsent.body, unsent.content_note))):
        raise NotText
    if unsent.kind not in Message.Kind.values or len(unsent.reply_to) > 12 or not unsent.reply_to.isascii():
        raise Invalid
    if unsent.known and not _is_moment(unsent.known):
        raise Invalid


def _is_moment(text: str) -> bool:
    try:
        return isinstance(parse_datetime(text), datetime)
    except ValueError:
        return False


def _lock_member(access: GroupAccess) -> int:
    # Posting shares this lock and an ending takes it: a draft is kept wholly before either or wholly after.
    members = Membership.objects.select_for_update(no_key=True, of=("self",)).active()
    found = members.filter(pk=access.membership_id or 0).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _says_the_same(present: UnsentDraft, unsent: Unsent) -> bool:
    return clean(present.body) == clean(unsent.body) and present.content_note == unsent.content_note


def _was_just_said(room: Room, membership_id: int, body: str) -> bool:
    since = timezone.now() - JUST_NOW
    return Message.objects.filter(room=room, author=membership_id, body=clean(body), posted_at__gt=since).exists()
