"""Words that call on somebody, or answer them, reach them: one notice a room until they have read there.

The message keeps a row of its own (`UntoldWords`) in its own transaction, and the notices take its place in another:
whatever is killed in between, the next sweep finds the row.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import cache

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.core.queue import enqueue
from apps.groups.models import Block, Membership
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import access_of_membership
from apps.messaging.models import Mention, Message, ReadMark, Room, UntoldWords
from apps.messaging.services.taking_part import access_in
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Chosen, Way, Ways
from apps.notifications.services.choices import choices_of
from apps.notifications.services.sending import News, notify_of

NOTICE = "words_for_me"
REASONS = (Chosen.MENTION, Chosen.REPLY)
BATCH = 200
# Whoever has not read by then, and is away, gets a mail; what is said meanwhile needs no second one.
MAIL_AFTER = timedelta(minutes=10)
# A push is for whoever has no page open: who reads this moment needs none.
PUSH_AFTER = timedelta(minutes=1)


def note_words(messages: Sequence[Message], mentions: Sequence[Mention]) -> None:
    """Those whom these new messages are for will be told after the commit; in their own transaction.

    No query for words that are for nobody in particular. A conversation of two has notices of its own.
    """
    called = {mention.message_id for mention in mentions}
    meant = [message for message in messages if message.pk in called or _answers_another(message)]
    if meant:
        UntoldWords.objects.bulk_create([UntoldWords(message=message) for message in meant], ignore_conflicts=True)
        enqueue("messaging.tell_people")


def note_called(message: Message, newly: Sequence[Membership]) -> None:
    """Those whom a change of the message calls on anew will be told after the commit, unless they have read on."""
    if newly:
        UntoldWords.objects.get_or_create(message=message)
        enqueue("messaging.tell_people")


def _answers_another(message: Message) -> bool:
    return message.room.kind != Room.Kind.DIRECT and bool(_answered(message) - {message.author_id})


def _answered(message: Message) -> set[int | None]:
    """Return who wrote what is quoted, and the post that this is an answer to (row numbers of members)."""
    return {said.author_id for said in (message.reply_to, message.thread) if said is not None} - {None}


def tell_people() -> int:
    """Everybody is told of the words that are for them; return how many messages that were.

    What waits for a moderator is told of when it stands in the room. Several workers never tell of the same one.
    """
    told = 0
    while batch := sum(_tell_one_message(untold_id) for untold_id in _standing()[:BATCH].values_list("pk", flat=True)):
        told += batch
    return told


def _standing() -> QuerySet[UntoldWords]:
    return UntoldWords.objects.exclude(message__state=Message.State.HELD).order_by("pk")


@transaction.atomic
def _tell_one_message(untold_id: int) -> bool:
    # One message a transaction, its members in one order: two workers never wait for each other in a circle.
    locked = _standing().select_for_update(skip_locked=True, of=("self",)).filter(pk=untold_id)
    untold = locked.select_related("message__room__group", "message__reply_to", "message__thread").first()
    if untold is None:
        return False
    _tell_of(untold.message)
    untold.delete()
    return True


def _tell_of(message: Message) -> None:
    called = Mention.objects.filter(message=message).values("membership")
    meant = Q(pk__in=called) | Q(pk__in=_answered(message))
    people = Membership.objects.taking_part().filter(meant, group=message.room.group_id, user__is_active=True)
    members = list(people.exclude(pk=message.author_id or 0).select_related("user", "group").order_by("pk"))
    choices = choices_of(member.user_id for member in members)
    marks = _locked_marks(members, message.room)
    for member in members:
        access = access_in(message.room, access_of_membership(member))
        if access is not None:
            wanted = {way: [kind for kind in REASONS if choices[member.user_id][kind].holds(way)] for way in Way}
            _tell_one(message, access, marks.get(member.pk, 0), wanted)


def _locked_marks(members: Sequence[Membership], room: Room) -> dict[int, int]:
    # Whoever reads this moment waits for us, and then finds the notice to count as read.
    marks = ReadMark.objects.select_for_update().filter(membership__in=members, room=room).order_by("pk")
    return {mark.membership_id: mark.number for mark in marks}


def _tell_one(message: Message, access: GroupAccess, read_to: int, wanted: dict[Way, list[Chosen]]) -> None:
    @cache
    def reaches(*kinds: Chosen) -> bool:
        return words_for(access, message.room, kinds, after=read_to).filter(pk=message.pk).exists()

    ways = Ways(*(reaches(*wanted[way]) for way in (Way.PAGE, Way.MAIL, Way.PUSH)))
    if ways.are_none or access.user_id is None:
        return
    group, now = message.room.group, timezone.now()
    news = News(
        kind=NOTICE,
        topic=message.room.public_id,
        scope=group.public_id,
        details={"room": message.room.public_id, "group": group.name, "first": message.number},
        latest={"latest": message.number or 0},
        in_page=ways.in_page,
        mail_after=now + MAIL_AFTER if ways.by_mail else None,
        push_at=now + PUSH_AFTER if ways.by_push else None,
    )
    notify_of(access.user_id, news)


def words_for(access: GroupAccess, room: Room, kinds: Collection[Chosen], *, after: int) -> QuerySet[Message]:
    """Return what was said for this member in the room beyond that number, in order, and reaches them now."""
    own = access.membership_id or 0
    meant = Q(pk__in=[])
    if Chosen.MENTION in kinds:
        meant |= Q(Exists(Mention.objects.filter(message=OuterRef("pk"), membership=own)))
    if Chosen.REPLY in kinds:
        meant |= Q(reply_to__author=own) | Q(thread__author=own)
    return reaching(Message.objects.filter(meant, room=room, number__gt=after), access).order_by("number")


def reaching(messages: QuerySet[Message], access: GroupAccess) -> QuerySet[Message]:
    """Return those of these that may be brought to the member: stricter than what they find when they look.

    Nothing by whom they are in a block with, whenever it was said and whatever they do for the group, nor by whom or with
    a word that they muted; nothing of their own, taken back, hidden, or still waiting for a moderator.
    """
    own = access.membership_id or 0
    shown = messages.filter(state=Message.State.VISIBLE, number__isnull=False).exclude(author=None).exclude(author=own)
    # Both: an overseer finds what they muted when they look.
    return (
        Message.objects.filter(pk__in=shown.values("pk"))
        .visible_to(access)
        .without_muted(access)
        .exclude(Exists(Block.objects.between(own, OuterRef("author"))))
    )


def still_for_them(notices: Sequence[Notice], way: Way) -> list[Notice]:
    """Return the notices that some words are still behind: unread, unhidden, and wanted this way."""
    choices = choices_of(notice.user_id for notice in notices)
    return [
        notice
        for notice in notices
        if _first_behind(notice, [kind for kind in REASONS if choices[notice.user_id][kind].holds(way)])
    ]


def _first_behind(notice: Notice, kinds: Collection[Chosen]) -> Message | None:
    room = Room.objects.select_related("group").filter(public_id=notice.topic).first()
    member = _member_of(notice.user_id, room) if room else None
    access = access_in(room, access_of_membership(member)) if room and member else None
    if room is None or access is None:
        return None
    return words_for(access, room, kinds, after=max(_read_to(access, room), notice.details["first"] - 1)).first()


def first_words_for(access: GroupAccess, room: Room) -> Message | None:
    """Return the first words in the room that are for this member and not read yet."""
    return words_for(access, room, REASONS, after=_read_to(access, room)).select_related("room__group").first()


def _member_of(user_id: int, room: Room) -> Membership | None:
    members = Membership.objects.taking_part().filter(user=user_id, group=room.group_id, user__is_active=True)
    return members.select_related("user", "group").first()


def _read_to(access: GroupAccess, room: Room) -> int:
    marks = ReadMark.objects.filter(membership=access.membership_id or 0, room=room)
    return marks.values_list("number", flat=True).first() or 0
