"""Company for whoever wrote of being in danger: offered to them at once; whoever is on duty hears of it if the group wants.

The message is kept, shown and numbered as every other (safety.md, section 6), and it is never a reason for a sanction.
"""

from collections.abc import Iterable

from apps.care.rules.crisis_words import sounds_like_crisis
from apps.messaging.events import on_hard_words
from apps.messaging.models import Message, Room


def needs_company(message: Message) -> bool:
    """Tell whether its author should be offered somebody to talk to, by their own words; of no words nothing is said."""
    # Asked for the author's page and for those on duty: looking costs as much as keeping the message.
    known: bool | None = message.__dict__.get("is_hard")
    if known is None:
        known = message.__dict__["is_hard"] = sounds_like_crisis(f"{message.content_note}\n{message.body}")
    return known


def tell_of_hard_words(messages: Iterable[Message]) -> None:
    """Whoever listens hears of those among these new messages whose authors may be in danger, in rooms of many alone.

    After the commit and apart from it: nobody's words wait for this.
    """
    for message in messages:
        if message.room.kind != Room.Kind.DIRECT and needs_company(message):
            for hear in on_hard_words:
                hear(message)
