"""A conversation of two: asked for with one short note, then accepted, or declined without a word.

Whoever asked learns of a yes alone. Declined, unanswered and blocked give the same rows to read, the same answers and
no frame at all.
"""

from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import Conflict, DomainError, NotFound
from apps.core.realtime import tell_user
from apps.groups.events import BlockChanged
from apps.groups.models import Block, Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import read_access
from apps.groups.services.admission import lock_group
from apps.messaging.errors import RequestHasContact, RequestTooLong, TakesNoDirect, TooManyRequests, Unmet
from apps.messaging.models import ChatPreference, Conversation, Message, Room, RoomPeople
from apps.messaging.rules.conversations import (
    LONGEST_REQUEST,
    OPEN_REQUESTS,
    REQUESTS_WITHIN,
    Standing,
    is_pair_open,
    leads_elsewhere,
)
from apps.messaging.rules.screening import clean
from apps.messaging.services.locking import lock_room
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.taking_part import standings_in
from apps.messaging.services.telling import tell_accepted, tell_asked, tell_together


def conversation_between(own: int, other: int) -> Conversation | None:
    """Return the conversation of these two memberships (row numbers), whichever of them asked."""
    pair = Q(asker=own, asked=other) | Q(asker=other, asked=own)
    return Conversation.objects.filter(pair).select_related("room__group").first()


def conversation_in(room: Room) -> Conversation:
    """Return the conversation that a room belongs to; raises NotFound for a room of many."""
    found = Conversation.objects.filter(room=room).select_related("asker", "asked").first()
    if found is None:
        raise NotFound
    return found


def partner_in(conversation: Conversation, access: GroupAccess) -> Membership:
    """Return the other one of the two."""
    return conversation.asked if conversation.asker_id == access.membership_id else conversation.asker


def standing_in(room: Room, access: GroupAccess) -> Standing:
    """Return how the conversation stands to this one of the two; raises NotFound for anybody else."""
    found = standings_in([room.pk]).get((room.pk, access.membership_id or 0))
    if found is None:
        raise NotFound
    return found


def both_of(room: Room, access: GroupAccess) -> dict[str, Membership | Standing]:
    """Return what the page of a conversation shows of it: the other one, and how it stands to this one."""
    partner = partner_in(conversation_in(room), access)
    return {"partner": partner, "standing": standing_in(room, access)}


def note_in(room: Room) -> Message | None:
    """Return the first thing said in it, which is the request, while it is kept."""
    return Message.objects.filter(room=room, number=1, state=Message.State.VISIBLE).first()


def require_may_ask(access: GroupAccess, other: Membership) -> None:
    """Pass when this member may ask the other one.

    Raises Unmet for whoever blocked them: they know. Everybody else hears TakesNoDirect alone: of whoever chose so,
    is new, has left, is suspended, has blocked them, or is kept apart from them.
    """
    access.require(Permission.MESSAGE_MEMBER)
    found = Block.objects.between(access.membership_id, other).annotate(is_own=Q(kept_apart=None))
    blocks = set(found.values_list("blocker", "is_own"))
    if (access.membership_id, True) in blocks:
        raise Unmet
    is_here = Membership.objects.taking_part().filter(pk=other.pk).exists()
    is_closed = ChatPreference.objects.filter(membership=other, takes_direct=False).exists()
    if blocks or is_closed or not is_here or not is_pair_open(asker=access, is_asked_new=other.is_newcomer):
        raise TakesNoDirect


def ask(access: GroupAccess, other: Membership, words: str, client_id: str) -> Conversation:
    """The other one has a short note and can say yes; two who ask each other have said yes.

    Where one has asked before, nothing is sent again, whatever became of it. Raises RequestTooLong, RequestHasContact,
    TooManyRequests, and what `require_may_ask` and posting raise.
    """
    note = clean(words)
    if len(note) > LONGEST_REQUEST:
        raise RequestTooLong
    if leads_elsewhere(note):
        raise RequestHasContact
    for _attempt in range(2):
        known = conversation_between(access.membership_id or 0, other.pk)
        if known is not None:
            return _ask_again(access, known, note, client_id)
        begun = _begin(access, other, note, client_id)
        if begun is not None:
            return begun
    raise Conflict


@transaction.atomic
def _begin(access: GroupAccess, other: Membership, note: str, client_id: str) -> Conversation | None:
    """Return the new conversation, or None when the other one was faster."""
    # Two who ask each other at once come one after the other; it is taken before any membership's lock.
    present = _present(access, lock_group(access.group_id))
    own = present.membership_id or 0
    if conversation_between(own, other.pk):
        return None
    other.refresh_from_db()
    require_may_ask(present, other)
    _require_patience(own)
    room = Room.objects.create(group_id=access.group_id, kind=Room.Kind.DIRECT)
    RoomPeople.objects.create(room=room)
    conversation = Conversation.objects.create(room=room, asker_id=own, asked=other)
    post_message(Draft(present.user_id or 0, room.public_id, client_id, note))
    tell_asked(conversation)
    return conversation


def _ask_again(access: GroupAccess, known: Conversation, note: str, client_id: str) -> Conversation:
    if known.asker_id == access.membership_id or known.state == Conversation.State.ACCEPTED:
        return known
    return _answer_with(access, known, note, client_id)


@transaction.atomic
def _answer_with(access: GroupAccess, known: Conversation, note: str, client_id: str) -> Conversation:
    conversation = accept(access, known.room.public_id)
    post_message(Draft(access.user_id or 0, known.room.public_id, client_id, note))
    return conversation


@transaction.atomic
def bring_together(access: GroupAccess, other: Membership, *, is_told: bool = True) -> Conversation:
    """These two can write to each other without a request: each has said so elsewhere, the other one last.

    The first of them is told, unless they hear of it elsewhere; what one of them declined before counts no more.
    Raises what `require_may_ask` raises.
    """
    present = _present(access, lock_group(access.group_id))
    own = present.membership_id or 0
    known = conversation_between(own, other.pk)
    room = known.room if known else Room.objects.create(group_id=access.group_id, kind=Room.Kind.DIRECT)
    Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    # A block takes these locks too, in this order: it is made before or after, and never in between.
    both = Membership.objects.filter(pk__in=[own, other.pk]).select_for_update(no_key=True).order_by("pk")
    members = {member.pk: member for member in both}
    require_may_ask(present, members[other.pk])
    if known is None:
        RoomPeople.objects.create(room=room)
        known = Conversation.objects.create(room=room, asker_id=own, asked=other)
    _begin_talk(known, present)
    if is_told:
        tell_together(known, members[own], members[other.pk])
    return known


def let_both_write(access: GroupAccess, other: Membership) -> None:
    """These two, who agreed on something elsewhere, can write to each other; not where one of them takes no direct messages.

    Taken before any membership's lock. Nobody is told: of what they agreed on they are.
    """
    pair = [access.membership_id or 0, other.pk]
    if ChatPreference.objects.filter(membership__in=pair, takes_direct=False).exists():
        return
    # Of two who may not meet nothing is said here: what they agreed on has its own answer.
    with suppress(DomainError):
        bring_together(access, other, is_told=False)


@transaction.atomic
def accept(access: GroupAccess, room_id: str) -> Conversation:
    """The two can write to each other; only the one who was asked says so, also after they declined. Twice is once.

    Raises NotFound for everybody else, Unmet for whoever blocked the other.
    """
    conversation, standing = _as_asked(access, room_id)
    if standing.has_blocked:
        raise Unmet
    if conversation.state != Conversation.State.ACCEPTED:
        _begin_talk(conversation, access)
        tell_accepted(conversation)
    return conversation


def _begin_talk(conversation: Conversation, access: GroupAccess) -> None:
    conversation.state = Conversation.State.ACCEPTED
    conversation.answered_at = timezone.now()
    conversation.save(update_fields=["state", "answered_at"])
    for member in (conversation.asker, conversation.asked):
        tell_user(member.user_id, "access.changed", group=access.group_public_id)


@transaction.atomic
def decline(access: GroupAccess, room_id: str) -> Conversation:
    """The request is out of sight of the one who was asked, and nobody is told. What was accepted stays so."""
    conversation, _standing = _as_asked(access, room_id)
    if conversation.state == Conversation.State.ASKED:
        conversation.state = Conversation.State.DECLINED
        conversation.answered_at = timezone.now()
        conversation.save(update_fields=["state", "answered_at"])
    return conversation


def lock_conversation(event: BlockChanged) -> None:
    """Hold the conversation of the two: what is being said in it is said before, and nothing lands in between."""
    pair = [event.blocker_id, event.blocked_id]
    rooms = Room.objects.filter(conversation__asker__in=pair, conversation__asked__in=pair)
    list(rooms.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


def _as_asked(access: GroupAccess, room_id: str) -> tuple[Conversation, Standing]:
    room, present = lock_room(room_id, access.user_id or 0)
    conversation, standing = conversation_in(room), standing_in(room, present)
    if standing.is_asker:
        raise NotFound
    return conversation, standing


def _present(access: GroupAccess, group: Group) -> GroupAccess:
    return read_access(User.objects.get(pk=access.user_id or 0), group)


def _require_patience(own: int) -> None:
    lately = Conversation.objects.filter(asker=own, created_at__gt=timezone.now() - REQUESTS_WITHIN)
    if lately.exclude(state=Conversation.State.ACCEPTED).count() >= OPEN_REQUESTS:
        raise TooManyRequests
