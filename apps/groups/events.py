"""What happened to a member, told to whoever is above: messaging counts it, without being imported from here.

Pure: an app registers a listener in its `AppConfig.ready`. Listeners run inside the transaction that made the change,
so what they write commits with it; what only hints (a frame, a job) they send after commit themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from apps.groups.permissions import GroupAccess

type Change = Literal["joined", "ended", "alias", "roles", "muted", "unmuted", "suspended", "settled"]


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


# Called with who decided something about a whole group (their access), a code and the words that belong to it, in the
# same transaction and last in it: the log is kept above, and its lock is the last that anybody takes.
on_group_decided: list[Callable[[GroupAccess, str, str], None]] = []


def tell_group_decided(access: GroupAccess, code: str, words: str) -> None:
    """Every listener has run; what one raises undoes the decision."""
    for listener in on_group_decided:
        listener(access, code, words)


# Asked, by the group's row number, before a group is erased: whether a case or an appeal about it is still open, or a ban
# from the whole site hangs on it. That, and what hangs on it, stays until it is over; models are named as `app.Model`.
holds_group: list[Callable[[int], bool]] = []
kept_with_a_case: set[str] = {"groups.Membership"}


@dataclass(frozen=True, slots=True)
class BlockChanged:
    """Two members of one group no longer meet there, or no longer by this one's choice; row numbers for listeners.

    One that is made everywhere comes in several groups at the same moment: notices of it would join the aliases there.
    """

    is_made: bool
    group_id: int
    blocker_id: int
    blocked_id: int
    is_everywhere: bool = False


type BlockListener = Callable[[BlockChanged], None]

# Called before any membership is locked, so that whoever keeps something of these two locks that first.
on_block_changing: list[BlockListener] = []
# Called when it is written, in the same transaction.
on_block_changed: list[BlockListener] = []


def tell_block_changing(event: BlockChanged) -> None:
    """Every listener has taken its locks; what one raises undoes the change."""
    for listener in on_block_changing:
        listener(event)


def tell_block_changed(event: BlockChanged) -> None:
    """Every listener has run; what one raises undoes the change."""
    for listener in on_block_changed:
        listener(event)
