"""What messaging tells the apps above it: they register in their `AppConfig.ready`. Pure."""

from collections.abc import Callable

# Called in the transaction in which messages were kept that somebody is to look at; nothing is asked of the database
# there, for a whole batch of writers waits.
on_screened: list[Callable[[], None]] = []
