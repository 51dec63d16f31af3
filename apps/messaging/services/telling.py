"""What people are told of conversations of two; whoever is blocked is told of, and told, nothing."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from apps.groups.models import Block, Membership, Mute
from apps.groups.services.access import access_of_membership
from apps.messaging.models import Conversation, Message, ReadMark, Room
from apps.messaging.services.reaching import MAIL_AFTER, PUSH_AFTER, reaching
from apps.messaging.services.taking_part import access_in
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Chosen, Way
from apps.notifications.services.choices import choices_of
from apps.notifications.services.sending import News, mark_read, notify_of

ASKED, ACCEPTED, MESSAGE = "direct_asked", "direct_accepted", "direct_message"
# Whoever said something this lately is in the talk: their page shows the answer.
IN_THE_TALK = timedelta(minutes=10)


def tell_asked(conversation: Conversation) -> None:
    """The one who was asked finds a notice, unless they do not read whoever asks."""
    if not _is_muted(conversation):
        _notify(conversation, ASKED, conversation.asked, conversation.asker)


def tell_accepted(conversation: Conversation) -> None:
    """The one who asked finds a notice, unless the two do not meet."""
    if not _are_apart(conversation):
        _notify(conversation, ACCEPTED, conversation.asker, conversation.asked)


def tell_together(conversation: Conversation, member: Membership, other: Membership) -> None:
    """This member finds a notice that the other one has said yes to them."""
    _notify(conversation, ACCEPTED, member, other)


def tell_of_direct(messages: list[Message]) -> None:
    """Whoever has not read on has one notice for a conversation, however much is said; called where it is posted."""
    rooms = {message.room_id: message for message in messages if message.room.kind == Room.Kind.DIRECT}
    found = Conversation.objects.filter(room__in=rooms, state=Conversation.State.ACCEPTED)
    for conversation in found.select_related(
        "asker__group", "asked__group", "asker__user", "asked__user", "room__group"
    ):
        message = rooms[conversation.room_id]
        author, other = conversation.asker, conversation.asked
        if message.author_id != author.pk:
            author, other = other, author
        if _reaches(conversation, other, after=(message.number or 0) - 1):
            is_shown = not _is_in_the_talk(conversation, other)
            _notify(conversation, MESSAGE, other, author, latest=message.number or 0, in_page=is_shown)


def forget_notices(user_id: int, room: Room) -> None:
    """The person is in the room: what told them of it counts as read."""
    told = Notice.objects.filter(user_id=user_id, kind__in=(ASKED, ACCEPTED, MESSAGE), read_at=None)
    mark_read(user_id, list(told.filter(details__room=room.public_id)))


def _are_apart(conversation: Conversation) -> bool:
    return Block.objects.between(conversation.asker_id, conversation.asked_id).exists()


def _is_muted(conversation: Conversation) -> bool:
    """Tell whether the one who was asked does not read the one who asks."""
    return Mute.objects.filter(muter=conversation.asked_id, muted=conversation.asker_id).exists()


def _reaches(conversation: Conversation, other: Membership, *, after: int) -> bool:
    """Tell whether something that was said beyond that number is for this one of the two, and may be brought to them."""
    access = access_in(conversation.room, access_of_membership(other)) if other.is_active else None
    if access is None:
        return False
    return reaching(Message.objects.filter(room=conversation.room_id, number__gt=after), access).exists()


def _is_in_the_talk(conversation: Conversation, other: Membership) -> bool:
    lately = Message.objects.filter(room=conversation.room_id, author=other, posted_at__gt=timezone.now() - IN_THE_TALK)
    return _read_to(conversation, other) > 0 and lately.exists()


def _read_to(conversation: Conversation, member: Membership) -> int:
    marks = ReadMark.objects.filter(membership=member, room=conversation.room_id)
    return marks.values_list("number", flat=True).first() or 0


def _notify(
    conversation: Conversation,
    kind: str,
    to: Membership,
    about: Membership,
    *,
    latest: int = 0,
    in_page: bool = True,
) -> None:
    ways, room = choices_of([to.user_id])[to.user_id][Chosen.DIRECT], conversation.room
    if ways.are_none:
        return
    now = timezone.now()
    news = News(
        kind=kind,
        topic=room.public_id,
        scope=room.group.public_id,
        details={"room": room.public_id, "alias": about.alias, "group": room.group.name},
        latest={"latest": latest},
        names=[about.public_id],
        in_page=in_page and ways.in_page,
        mail_after=now + MAIL_AFTER if ways.by_mail else None,
        push_at=now + PUSH_AFTER if ways.by_push else None,
    )
    notify_of(to.user_id, news)


def still_between_them(notices: Sequence[Notice], way: Way) -> list[Notice]:
    """Return the notices of conversations that still tell of something: unread or unanswered, and between two who meet."""
    topics = [notice.topic for notice in notices]
    people = ("asker__group", "asked__group", "asker__user", "asked__user", "room__group")
    found = Conversation.objects.filter(room__public_id__in=topics).select_related(*people)
    conversations = {conversation.room.public_id: conversation for conversation in found}
    choices = choices_of(notice.user_id for notice in notices)
    return [
        notice
        for notice in notices
        if choices[notice.user_id][Chosen.DIRECT].holds(way)
        and (conversation := conversations.get(notice.topic))
        and _still_tells(notice, conversation)
    ]


def _still_tells(notice: Notice, conversation: Conversation) -> bool:
    own, other = conversation.asker, conversation.asked
    if own.user_id != notice.user_id:
        own, other = other, own
    if not (own.is_active and other.is_active) or _are_apart(conversation):
        return False
    if notice.kind == ASKED:
        return conversation.state == Conversation.State.ASKED and not _is_muted(conversation)
    return notice.kind == ACCEPTED or _reaches(conversation, own, after=_read_to(conversation, own))
