"""The people in messages besides their authors, loaded for many messages at once."""

from collections import defaultdict
from collections.abc import Iterable

from apps.messaging.models import Mention, Message, Picture, Reaction, Screened
from apps.messaging.rules.parties import Mentioned, Parties, Pictured, Reacted
from apps.messaging.rules.screening import Cause, Finding

_OUT_OF_SIGHT = {Message.State.HELD, Message.State.HIDDEN}


def load_parties(messages: Iterable[Message]) -> None:
    """Set `parties` of each message, with three queries for all of them, and one more where something is out of sight."""
    found = list(messages)
    if not found:
        return
    reactions, mentions, pictures = _reactions_of(found), _mentions_of(found), _pictures_of(found)
    findings = _findings_of(found)
    for message in found:
        message.parties = Parties(
            tuple(reactions[message.pk]),
            tuple(mentions[message.pk]),
            pictured(pictures[message.pk]),
            findings.get(message.pk),
        )


def parties_of(message: Message) -> Parties:
    """Return who is in the message; loads it where `load_parties` has not."""
    if message.parties is None:
        load_parties([message])
    assert message.parties is not None  # noqa: S101 - load_parties has just set it
    return message.parties


def _reactions_of(messages: list[Message]) -> dict[int, list[Reacted]]:
    by_message = defaultdict(list)
    rows = Reaction.objects.filter(message__in=messages).order_by("pk")
    for message_id, kind, member, at in rows.values_list("message", "kind", "membership__public_id", "created_at"):
        by_message[message_id].append(Reacted(kind, member, at.timestamp()))
    return by_message


def _mentions_of(messages: list[Message]) -> dict[int, list[Mentioned]]:
    by_message = defaultdict(list)
    rows = Mention.objects.filter(message__in=messages).order_by("pk")
    fields = ("message", "membership__public_id", "alias", "membership__alias")
    for message_id, member, typed, alias in rows.values_list(*fields):
        by_message[message_id].append(Mentioned(member, typed, alias))
    return by_message


def _findings_of(messages: list[Message]) -> dict[int, Finding]:
    unseen = [message for message in messages if message.state in _OUT_OF_SIGHT]
    waiting = Screened.objects.filter(message__in=unseen, is_held=True, outcome=Screened.Outcome.WAITING)
    rows = waiting.values_list("message", "cause", "found") if unseen else ()
    return {message: Finding(Cause(cause), found) for message, cause, found in rows}


def pictured(pictures: Iterable[Picture]) -> tuple[Pictured, ...]:
    """Return what a message shows of its pictures."""
    return tuple(Pictured(one.public_id, one.width, one.height, one.description) for one in pictures)


def _pictures_of(messages: list[Message]) -> dict[int, list[Picture]]:
    by_message = defaultdict(list)
    for picture in Picture.objects.filter(message__in=messages).order_by("pk"):
        by_message[picture.message_id or 0].append(picture)
    return by_message
