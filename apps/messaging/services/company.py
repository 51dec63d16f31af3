"""Company for whoever wrote of being in danger: offered to them at once; whoever is on duty hears of it if the group wants.

The message is kept, shown and numbered as every other, and it is never a reason for a sanction.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from apps.care.rules.crisis_words import sounds_like_crisis
from apps.groups.models import Group
from apps.groups.services.duty import who_look_after_others
from apps.messaging.events import on_hard_words
from apps.messaging.models import HardWords, Message, Room


def needs_company(message: Message) -> bool:
    """Tell whether its author should be offered somebody to talk to, by their own words; of no words nothing is said."""
    # Asked for the author's page and for those on duty: looking costs as much as keeping the message.
    known: bool | None = message.__dict__.get("is_hard")
    if known is None:
        known = remember(message, is_found=is_hard(message.body, message.content_note))
    return known


def is_hard(body: str, content_note: str) -> bool:
    """Tell whether these words sound as if their author may be in danger; the database is not asked."""
    return sounds_like_crisis(f"{content_note}\n{body}")


def is_heard(group: Group, author_id: int) -> bool:
    """Tell whether somebody of the group hears of this member's hard words: by roles alone, whoever blocked whom."""
    return group.tells_of_crisis and who_look_after_others(group.pk, author_id).exists()


def remember(message: Message, *, is_found: bool) -> bool:
    """Keep with a message in memory whether its words are hard, and return it."""
    message.__dict__["is_hard"] = is_found
    return is_found


def tell_of_hard_words(messages: Iterable[Message]) -> None:
    """Whoever listens hears of those among these new messages whose authors may be in danger.

    After the commit and apart from it: nobody's words wait for this. What it does not come to, the next sweep finds.
    """
    for message in messages:
        if _is_hard_to_many(message):
            _tell_of(message.pk)


def tell_of_what_is_left() -> None:
    """Whoever listens hears of what nobody told them of after its commit; two workers never tell of the same one."""
    for message_id in list(HardWords.objects.order_by("pk").values_list("message_id", flat=True)):
        _tell_of(message_id)


def note_hard_words(messages: Sequence[Message]) -> None:
    """That these new messages are to be told of is kept, in their own transaction; of none no query."""
    hard = [HardWords(message=message) for message in messages if _is_hard_to_many(message)]
    if hard:
        HardWords.objects.bulk_create(hard)


@transaction.atomic
def _tell_of(message_id: int) -> None:
    """Told and no longer to be told of, in one transaction: killed in between, it is told of once more."""
    locked = HardWords.objects.select_for_update(of=("self",), skip_locked=True).filter(message=message_id)
    kept = locked.select_related("message__room__group", "message__author").first()
    if kept is None:
        return
    for hear in on_hard_words:
        hear(kept.message)
    kept.delete()


def _is_hard_to_many(message: Message) -> bool:
    return message.room.kind != Room.Kind.DIRECT and needs_company(message)
