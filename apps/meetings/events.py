"""What happened in a meeting that others must hear of. Pure: an app registers a listener in its `AppConfig.ready`.

Listeners run inside the transaction that made the change.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apps.groups.permissions import GroupAccess


@dataclass(frozen=True, slots=True)
class MeetingFrozen:
    """Somebody stopped a running meeting, or let it go on (`is_frozen` False)."""

    access: GroupAccess
    meeting: str
    title: str
    is_frozen: bool


type Listener = Callable[[MeetingFrozen], None]

# Append to it in `AppConfig.ready`.
on_meeting_frozen: list[Listener] = []


def tell_meeting_frozen(event: MeetingFrozen) -> None:
    """Every listener has run; what one raises undoes the change."""
    for listener in on_meeting_frozen:
        listener(event)
