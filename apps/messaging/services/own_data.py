"""What rooms keep of a person, and what becomes of their words when they go."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.belongings import Belonging, End, Leaving
from apps.accounts.models import User
from apps.core.realtime import tell_user
from apps.groups.models import Block, Membership, Mute
from apps.messaging.models import Conversation, Mention, Message, Picture, Reaction, Revision, Room
from apps.messaging.querysets import MessageQuerySet
from apps.messaging.services.announcing import tell_to_begin_anew
from apps.messaging.services.locking import touch
from apps.messaging.services.pictures import delete_pictures
from apps.messaging.services.sealing import sealed
from apps.messaging.services.unsending import blank
from apps.messaging.services.viewing import EVER
from apps.notifications.models import Notice

# Messages that are changed in one breath, under their room's lock.
BATCH = 100

_OF_A_MESSAGE = "message__author__user"


def _conversations(user: User) -> QuerySet[Conversation]:
    found = Conversation.objects.filter(Q(asker__user=user) | Q(asked__user=user))
    return found.annotate(is_asker=Q(asker__user=user))


BELONGINGS = (
    Belonging(
        "messaging.Message",
        "author__user",
        end=End.NAMELESS,
        title=_("What I wrote"),
        fields={
            "posted_at": _("when"),
            "room__group__name": _("group"),
            "room__kind": _("room"),
            "kind": _("kind"),
            "content_note": _("what it is folded under"),
            "body": _("words"),
            "edited_at": _("changed"),
            "state": _("state"),
        },
        why="Taken along, or left without a name: as they chose. A blank row keeps whom it was never shown to.",
    ),
    Belonging(
        "messaging.Revision",
        _OF_A_MESSAGE,
        title=_("How my words were before I changed them"),
        fields={"written_at": _("when"), "content_note": _("what it is folded under"), "body": _("words")},
    ),
    Belonging(
        "messaging.Picture",
        "uploader__user",
        title=_("My pictures"),
        fields={"created_at": _("when"), "description": _("what is to be seen"), "file": _("file")},
        file="file",
    ),
    Belonging(
        "messaging.Reaction",
        "membership__user",
        title=_("My quiet answers"),
        fields={"created_at": _("when"), "message__room__group__name": _("group"), "kind": _("kind")},
    ),
    Belonging(
        "messaging.UnsentDraft",
        "membership__user",
        title=_("What I began to write"),
        fields={"saved_at": _("when"), "room__group__name": _("group"), "body": _("words")},
    ),
    Belonging(
        "messaging.MutedWord", "user", title=_("Words I do not want to meet"), fields={"word": _("word or words")}
    ),
    Belonging(
        "messaging.ChatPreference",
        "membership__user",
        title=_("How I take part in talks"),
        fields={
            "membership__group__name": _("group"),
            "shows_typing": _("Others see when I am writing"),
            "shows_presence": _("Others see when I am here"),
            "takes_direct": _("Members may ask me for a direct conversation"),
            "welcomes": _("Show me words that nobody has answered yet"),
        },
    ),
    Belonging(
        "messaging.ReadMark",
        "membership__user",
        title=_("How far I have read"),
        fields={"room__group__name": _("group"), "room__kind": _("room"), "number": _("message")},
    ),
    Belonging(
        "messaging.Conversation",
        _conversations,
        title=_("My conversations of two"),
        fields={
            "room__group__name": _("group"),
            "asker__alias": _("who asked"),
            "asked__alias": _("who was asked"),
            "told_state": _("state"),
            "created_at": _("since"),
        },
    ),
    Belonging(
        "messaging.Memorial",
        "founder__user",
        end=End.NAMELESS,
        title=_("Pages of memory I began"),
        fields={"room__group__name": _("group"), "name": _("name"), "created_at": _("made")},
    ),
    Belonging(
        "messaging.RememberedDay",
        "asker__user",
        title=_("Days that I asked a group to hold"),
        fields={
            "memorial__room__group__name": _("group"),
            "memorial__name": _("in memory of"),
            "occasion": _("what day it is"),
            "in_words": _("day"),
            "state": _("state"),
        },
    ),
    Belonging(
        "messaging.Light",
        "membership__user",
        title=_("Lights that I lit"),
        fields={"lit_on": _("day"), "day__memorial__name": _("in memory of")},
    ),
    Belonging(
        "messaging.DayAside",
        "membership__user",
        title=_("Days of remembrance that I put aside"),
        fields={"in_words": _("whose, and which")},
    ),
    Belonging(
        "messaging.Mention",
        "membership__user",
        why="Where others called on somebody: it stands in their words, which stay theirs; the alias in them goes.",
    ),
    Belonging(
        "messaging.Screened",
        _OF_A_MESSAGE,
        end=End.NAMELESS,
        title=_("What waited for a look before others saw it"),
        fields={"created_at": _("when"), "cause": _("why"), "outcome": _("what became of it"), "words": _("words")},
    ),
    Belonging("messaging.AwaitedAnswer", _OF_A_MESSAGE, end=End.NAMELESS, why="Whether a message waits for an answer."),
    Belonging("messaging.HardWords", _OF_A_MESSAGE, end=End.NAMELESS, why="A message of which nobody heard yet."),
    Belonging("messaging.UntoldWords", _OF_A_MESSAGE, end=End.NAMELESS, why="A message of which nobody was told yet."),
)


def let_words_go(leaving: Leaving) -> None:
    """What the person wrote is taken along or left without a name; pictures and conversations of two go with them.

    Their quiet answers are gone, and where others called on them the alias is. Each room is locked for a batch at a time.
    """
    for membership in Membership.objects.filter(user=leaving.user_id):
        _end_conversations(membership)
        said, apart = Message.objects.filter(author=membership), _blocks(membership)
        _in_rooms(said, _taken if leaving.takes_words else partial(_left, membership, apart))
        _in_rooms(Message.objects.filter(reactions__membership=membership), partial(_without_answers, membership))
        _in_rooms(Message.objects.filter(mentions__membership=membership), partial(_without_alias, membership))
        delete_pictures(list(Picture.objects.filter(uploader=membership)))


def _in_rooms(found: MessageQuerySet, change: Callable[[Room, Message], bool]) -> None:
    """Each of these messages is changed under its room's lock, until none is found any more.

    `change` returns whether those who have the room open are still to be told.
    """
    while room_id := found.order_by("room").values_list("room", flat=True).first():
        with transaction.atomic():
            room = Room.objects.select_for_update(no_key=True).select_related("group").get(pk=room_id)
            batch = found.filter(pk__in=found.filter(room=room).values("pk").order_by("pk").distinct()[:BATCH])
            touch(room, [message for message in batch.distinct().with_people() if change(room, message)])


def _blocks(membership: Membership) -> list[tuple[int, datetime]]:
    """Return who did not meet them, and since when; whoever muted them never did."""
    pairs = Block.objects.filter(Q(blocker=membership) | Q(blocked=membership))
    muters = Mute.objects.filter(muted=membership).values_list("muter_id", flat=True)
    return [
        (blocked if blocker == membership.pk else blocker, since)
        for blocker, blocked, since in pairs.values_list("blocker_id", "blocked_id", "created_at")
    ] + [(muter, EVER) for muter in muters]


def _taken(room: Room, message: Message) -> bool:
    if message.number is None:
        message.delete()  # It never stood in the room.
    else:
        blank(room, message)
    return False


def _left(membership: Membership, blocks: list[tuple[int, datetime]], _room: Room, message: Message) -> bool:
    if message.number is None:
        message.delete()
        return False
    # Its author is not known any more: whoever did not meet them must not meet their words now.
    apart = {member for member, since in blocks if since <= message.worded_at}
    message.unseen_by = sorted(apart | set(message.unseen_by or [])) or None
    message.client_id = sealed(membership.pk, message.client_id)
    message.author = None
    message.save(update_fields=["unseen_by", "client_id", "author"])
    Revision.objects.filter(message=message).delete()
    delete_pictures(list(message.pictures.all()))
    return True


def _without_answers(membership: Membership, _room: Room, message: Message) -> bool:
    Reaction.objects.filter(message=message, membership=membership).delete()
    return True


def _without_alias(membership: Membership, _room: Room, message: Message) -> bool:
    """Where others called on the person, their words name nobody."""
    for mention in Mention.objects.filter(message=message, membership=membership):
        message.body = message.body.replace(f"@{mention.alias}", "@…")
        for former in message.revisions.all():
            former.body = former.body.replace(f"@{mention.alias}", "@…")
            former.save(update_fields=["body"])
        mention.delete()
    message.save(update_fields=["body"])
    return True


def _end_conversations(membership: Membership) -> None:
    for conversation in Conversation.objects.filter(Q(asker=membership) | Q(asked=membership)):
        other = conversation.asked if conversation.asker_id == membership.pk else conversation.asker
        with transaction.atomic():
            room = Room.objects.select_for_update().get(pk=conversation.room_id)
            delete_pictures(list(Picture.objects.filter(room=room)))
            Notice.objects.filter(user=other.user_id, details__room=room.public_id).delete()
            transaction.on_commit(partial(tell_to_begin_anew, room.public_id), robust=True)
            tell_user(other.user_id, "access.changed", group=other.group.public_id)
            room.delete()
