"""What happened to a member, told to whoever is above: messaging counts it, without being imported from here.

Pure: an app registers a listener in its `AppConfig.ready`. Listeners run inside the transaction that made the change,
so what they write commits with it; what only hints (a frame, a job) they send after commit themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

type Change = Literal["joined", "ended", "alias", "roles", "muted", "unmuted", "settled"]


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """One change of one membership; the ids are row numbers for listeners, never for anybody's eyes."""

    change: Change
    group_id: int
    group_public_id: str
    membership_id: int
    membership_public_id: str
    user_id: int
    alias: str


type Listener = Callable[[MemberChanged], None]

# Append to it in `AppConfig.ready`.
on_member_changed: list[Listener] = []


def tell_member_changed(event: MemberChanged) -> None:
    """Every listener has run, in the order of registration; what one raises undoes the change."""
    for listener in on_member_changed:
        listener(event)
