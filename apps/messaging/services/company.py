"""Company for whoever wrote of being in danger: offered to them alone, at once, and never a reason for anything else."""

from apps.care.rules.crisis_words import sounds_like_crisis
from apps.messaging.models import Message


def needs_company(message: Message) -> bool:
    """Tell whether its author should be offered somebody to talk to, by their own words; of no words nothing is said.

    The message is kept, shown and numbered as every other (safety.md, section 6); nobody else learns of this.
    """
    return sounds_like_crisis(f"{message.content_note}\n{message.body}")
