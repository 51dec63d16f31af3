"""What messaging tells the apps above it: they register in their `AppConfig.ready`. Pure."""

from collections.abc import Callable
from typing import Any

# Called in the transaction in which messages were kept that somebody is to look at; nothing is asked of the database
# there, for a whole batch of writers waits.
on_screened: list[Callable[[], None]] = []

# Called with a message (its room, group and author loaded) whose author may be in danger, once it is kept and told, in a
# transaction of its own that is made again until it succeeds; never for what two say to each other.
on_hard_words: list[Callable[[Any], None]] = []
