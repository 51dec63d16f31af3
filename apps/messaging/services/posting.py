"""How a message is kept: the one home of that rule for sockets, forms and the API."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import DataError, OperationalError, transaction
from psycopg.errors import DeadlockDetected

from apps.core.errors import DomainError, Invalid, NotFound
from apps.core.socket_sessions import Refused, SocketUser
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission, State
from apps.groups.services.access import access_of_membership
from apps.messaging.errors import NotText
from apps.messaging.models import Mention, Message, Picture, Room
from apps.messaging.querysets import is_overseer
from apps.messaging.rules.parties import Parties
from apps.messaging.rules.screening import Candidate, Finding, clean, digest, longest_body, screen
from apps.messaging.services.announcing import announce
from apps.messaging.services.awaiting import note_awaited
from apps.messaging.services.batch_rows import read_rows, repeated_rows, save_rows
from apps.messaging.services.company import is_hard, note_hard_words, remember, tell_of_hard_words
from apps.messaging.services.drafts import clear_sent_drafts
from apps.messaging.services.held import looked_at_first, note_findings
from apps.messaging.services.mentions import Written, mentioned, mentions_of, read_directory, written
from apps.messaging.services.parties import pictured
from apps.messaging.services.pictures import attach_pictures, keep_pictures
from apps.messaging.services.reaching import note_words
from apps.messaging.services.sealing import sealed
from apps.messaging.services.taking_part import Accesses, accesses_in
from apps.messaging.services.telling import tell_of_direct
from apps.messaging.services.threads import put_on_wall

log = structlog.get_logger(__name__)

# Seconds in which the other one can finish; without them we could take the same lock again before they wake.
PAUSE_AFTER_DEADLOCK = 0.2


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. `client_id` (up to 64 letters) is theirs: the same one is the same message.

    `room`, `reply_to` and `thread` (the post on the wall that is answered) are public ids; `user_id` is whoever the
    session belongs to. `has_draft`: the composer has kept these words as a draft, which goes when they are sent.
    `is_sure`: they were asked about a way to be reached outside, and want it sent. `pictures` are public ids of pictures
    that wait, with spaces between them. `speaker` is whose socket it came in by, where it was one: their session is
    looked up together with everything else.
    """

    user_id: int
    room: str
    client_id: str
    body: str
    kind: str = Message.Kind.PLAIN
    content_note: str = ""
    reply_to: str = ""
    thread: str = ""
    pictures: str = ""
    has_draft: bool = False
    is_sure: bool = False
    speaker: SocketUser | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """The message that is kept; a repeat is the first one once more."""

    message: Message
    is_repeat: bool


type Outcome = Posted | DomainError | Refused
type Acknowledge = Callable[[Sequence[Outcome]], None]


def post_message(draft: Draft) -> Posted:
    """Keep one message, or raise the DomainError that says why not."""
    [outcome] = post_messages([draft])
    if not isinstance(outcome, Posted):
        raise outcome
    return outcome


def post_messages(drafts: Sequence[Draft], acknowledge: Acknowledge | None = None) -> list[Outcome]:
    """Keep what may be kept, in this order and in one transaction; return one outcome a draft.

    After the commit `acknowledge` gets the outcomes first, then every open socket is told. What cannot be stored at
    all (a sign PostgreSQL refuses) is answered alone: the others are kept. Raises OperationalError while the database
    is away; then nothing was kept, or the same drafts once more find what was.
    """
    outcomes = _keep_retrying(drafts)
    transaction.on_commit(lambda: _tell(outcomes, acknowledge), robust=True)
    return outcomes


def _tell(outcomes: Sequence[Outcome], acknowledge: Acknowledge | None) -> None:
    if acknowledge:
        acknowledge(outcomes)
    new = [posted.message for posted in outcomes if isinstance(posted, Posted) and not posted.is_repeat]
    announce(new)
    tell_of_hard_words(new)


def _keep_retrying(drafts: Sequence[Draft]) -> list[Outcome]:
    try:
        return _keep(drafts)
    except (DataError, UnicodeEncodeError):
        return [NotText()] if len(drafts) == 1 else [_keep_retrying([draft])[0] for draft in drafts]
    except OperationalError as error:
        # Whoever locks a membership before a room (against the order here) can meet us: one of the two goes again.
        if not isinstance(error.__cause__, DeadlockDetected):
            raise
        log.info("posting_again_after_deadlock")
        time.sleep(PAUSE_AFTER_DEADLOCK)
        return _keep(drafts)


@transaction.atomic
def _keep(drafts: Sequence[Draft]) -> list[Outcome]:
    batch = _Batch(drafts)
    outcomes = [batch.take(draft) for draft in drafts]
    batch.save()
    return outcomes


class _Batch:
    """Drafts decided together, under the locks of their rooms, with what deciding needs read once."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        # Before the locks: nobody waits while we read.
        self._hard = {draft: is_hard(*_cleaned(draft)) for draft in drafts}
        speakers = {draft.speaker for draft in drafts if draft.speaker}
        rows = read_rows([(draft.user_id, draft.room) for draft in drafts], speakers)
        self._rooms, self._members, self._now, self._recent = rows.rooms, rows.members, rows.now, rows.recent
        self._spoke, self._refused, self._said = rows.spoke, rows.refused, rows.said
        self._accesses = self._read_accesses(drafts)
        self._known = self._kept_before(drafts)
        self._directory = read_directory(self._words_of(drafts))
        self._new: list[Message] = []
        self._mentions: list[Mention] = []
        self._drafted: list[Message] = []
        self._pictured: list[tuple[Message, list[Picture]]] = []
        self._found: list[tuple[Message, Finding]] = []

    def take(self, draft: Draft) -> Outcome:
        try:
            return self._decide(draft)
        except (DomainError, Refused) as error:
            return error

    def save(self) -> None:
        save_rows(self._new)
        if self._mentions:
            Mention.objects.bulk_create(self._mentions)
        if self._pictured:
            keep_pictures(self._pictured)
        if self._drafted:
            clear_sent_drafts(self._drafted)
        note_findings(self._found)
        note_hard_words(self._new)
        note_words(self._new, self._mentions)
        note_awaited(self._new, self._spoke)
        if any(message.room.kind == Room.Kind.DIRECT for message in self._new):
            tell_of_direct(self._new)

    def _decide(self, draft: Draft) -> Posted:
        if draft.speaker in self._refused:
            raise Refused(self._refused[draft.speaker])
        room, author, access = self._place_of(draft)
        if known := self._known.get((author.pk, room.pk, draft.client_id)):
            return Posted(known, is_repeat=True)
        access.require(Permission.POST_MESSAGE)
        message = self._message_of(draft, room, author)
        message.reply_to = _quoted(draft, room, access)
        put_on_wall(message, draft.thread, access)
        pictures = attach_pictures(message, draft.pictures.split()) if draft.pictures else []
        finding = screen(self._candidate(draft, message, access))
        self._number(message, is_held=finding is not None and finding.is_held)
        self._call_on_members(message, pictures, finding)
        if draft.has_draft:
            self._drafted.append(message)
        return Posted(message, is_repeat=False)

    def _place_of(self, draft: Draft) -> tuple[Room, Membership, GroupAccess]:
        room = self._rooms.get(draft.room)
        author = self._members.get((draft.user_id, room.group_id)) if room else None
        access = self._accesses.get((room.pk, author.pk)) if room and author else None
        if room is None or author is None or access is None:
            raise NotFound
        return room, author, access

    def _read_accesses(self, drafts: Sequence[Draft]) -> Accesses:
        places = {(draft.user_id, draft.room) for draft in drafts if draft.room in self._rooms}
        known = [(self._rooms[room], self._members.get((user, self._rooms[room].group_id))) for user, room in places]
        return accesses_in([(room, access_of_membership(member)) for room, member in known if member])

    def _message_of(self, draft: Draft, room: Room, author: Membership) -> Message:
        if draft.kind not in Message.Kind.values or not 1 <= len(draft.client_id) <= 64:
            raise Invalid
        body, note = _cleaned(draft)
        message = Message(room=room, author=author, client_id=draft.client_id, body=body, content_note=note)
        message.kind, message.posted_at = draft.kind, self._now
        remember(message, is_found=self._hard[draft])
        return message

    def _candidate(self, draft: Draft, message: Message, access: GroupAccess) -> Candidate:
        author, room = self._members[draft.user_id, message.room.group_id], message.room
        recent, is_direct = self._recent.get(author.pk, []), room.kind == Room.Kind.DIRECT
        return Candidate(
            message.body,
            message.content_note,
            is_newcomer=author.is_newcomer,
            is_unhurried=State.STRICTER in access.states,
            recent=[at for _room, at in recent],
            # A first note may go to several people; how many, has a limit of its own.
            said=() if is_direct else self._said.get(author.pk, ()),
            pause=timedelta(seconds=0 if is_overseer(access) else room.pause(self._now)),
            last_here=max((at for room_id, at in recent if room_id == room.pk), default=None),
            longest=longest_body(room.kind),
            asks_about_contact=is_direct or author.is_newcomer,
            is_sure=draft.is_sure,
            has_pictures=bool(draft.pictures),
            now=self._now,
            **looked_at_first(message, access, self._now),
        )

    def _call_on_members(self, message: Message, pictures: list[Picture], finding: Finding | None) -> None:
        called = self._directory.called_in(written(message.room, message.author_id or 0, message.body))
        self._mentions += mentions_of(message, called)
        # Nobody can have answered it yet: announcing it need not ask.
        waits_for = finding if finding and finding.is_held else None
        message.parties = Parties(mentions=mentioned(called), pictures=pictured(pictures), finding=waits_for)
        if finding:
            self._found.append((message, finding))
        if pictures:
            self._pictured.append((message, pictures))

    def _words_of(self, drafts: Sequence[Draft]) -> Iterator[Written]:
        for draft in drafts:
            room = self._rooms.get(draft.room)
            author = self._members.get((draft.user_id, room.group_id)) if room else None
            if room and author:
                yield written(room, author.pk, clean(draft.body))

    def _number(self, message: Message, *, is_held: bool) -> None:
        room = message.room
        if is_held:
            message.state = Message.State.HELD
        else:
            room.last_number += 1
            message.number = room.last_number
            room.last_posted_at = self._now
        message.change = room.next_change()
        author_id = message.author_id or 0
        self._known[author_id, room.pk, message.client_id] = message
        self._recent.setdefault(author_id, []).append((room.pk, self._now))
        self._said.setdefault(author_id, []).append(digest(message.body))
        self._new.append(message)

    def _kept_before(self, drafts: Sequence[Draft]) -> dict[tuple[int, int, str], Message]:
        authors = [member.pk for member in self._members.values()]
        rooms = [room.pk for room in self._rooms.values()]
        clients = [draft.client_id for draft in drafts]
        # What was taken back has no author any more, and must not come back with a late repeat.
        gone = {sealed(author, draft.client_id): (author, draft.client_id) for author, draft in self._by_author(drafts)}
        kept = repeated_rows(rooms, authors, clients, list(gone))
        known = {}
        for message in Message.objects.filter(pk__in=kept).with_people() if kept else ():
            author, client = gone.get(message.client_id, (message.author_id or 0, message.client_id))
            known[author, message.room_id, client] = message
        return known

    def _by_author(self, drafts: Sequence[Draft]) -> Iterator[tuple[int, Draft]]:
        for draft in drafts:
            room = self._rooms.get(draft.room)
            author = self._members.get((draft.user_id, room.group_id)) if room else None
            if author:
                yield author.pk, draft


def _cleaned(draft: Draft) -> tuple[str, str]:
    return clean(draft.body), " ".join(draft.content_note.split())


def _quoted(draft: Draft, room: Room, access: GroupAccess) -> Message | None:
    """Return the message that is answered, if the author may see it; what they may not see is not quoted."""
    if not draft.reply_to:
        return None
    found = Message.objects.filter(room=room, public_id=draft.reply_to, state=Message.State.VISIBLE)
    return found.visible_to(access).with_people().first()
