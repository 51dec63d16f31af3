"""What people see of rooms, read from the database: for one who enters, and for all open sockets at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.db.models import BooleanField, DateTimeField, Q, QuerySet, Value

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.groups.errors import Muted
from apps.groups.models import Block, Membership, Mute
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.messaging.models import ChatPreference, MutedWord, Room
from apps.messaging.querysets import is_overseer
from apps.messaging.rules.viewing import Refusal, View
from apps.messaging.services.taking_part import accesses_in
from apps.notifications.services.letters import MUTE, letters_address

type Pair = tuple[int, str]  # a user and a room's public id
type Blocks = dict[int, dict[str, float]]
type _Choice = tuple[int, str, int, str, datetime | None, bool]
type Words = dict[int, tuple[str, ...]]

# A mute hides what was said before it, too: its moment comes before every word.
EVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Entrant:
    """A member who may read a room, as of now, and what they see of it."""

    room: Room
    user: User
    access: GroupAccess
    view: View


@dataclass(frozen=True, slots=True)
class _Blocks:
    """By membership: those they do not meet, and those among them by a choice of their own (a block, a mute)."""

    met: Blocks = field(default_factory=dict)
    made: dict[int, frozenset[str]] = field(default_factory=dict)


def view_of(access: GroupAccess) -> View:
    """Return what this member sees."""
    own = access.membership_id or 0
    return _view(access, _read_blocks([own]), muted_words_of([access.user_id or 0]))


def views_of(pairs: Iterable[Pair]) -> dict[Pair, View]:
    """Return the view of each (user, room public id) that may still read; a pair that is missing may not."""
    entrants = entrants_among(pairs, Room.objects.only("public_id", "group_id", "kind", "locked_until"))
    return {pair: entrant.view for pair, entrant in entrants.items()}


def entrants_among(pairs: Iterable[Pair], rooms: QuerySet[Room]) -> dict[Pair, Entrant]:
    """Return those of these (user, room public id) that may read, with as many queries for all as for one.

    `rooms` says what of a room is loaded.
    """
    accesses = _accesses(set(pairs), rooms)
    own = [access.membership_id or 0 for _room, _user, access in accesses.values()]
    blocks, shown = _read_blocks(own), shown_by(own)
    words = muted_words_of({user for user, _room in accesses})
    entrants = {}
    for pair, (room, user, access) in accesses.items():
        shows = shown.get(access.membership_id or 0, frozenset())
        entrants[pair] = Entrant(room, user, access, replace(_view(access, blocks, words), shows=shows))
    return entrants


def _accesses(wanted: set[Pair], rooms: QuerySet[Room]) -> dict[Pair, tuple[Room, User, GroupAccess]]:
    by_id = {room.public_id: room for room in rooms.filter(public_id__in={room for _user, room in wanted})}
    groups, users = {room.group_id for room in by_id.values()}, {user for user, _room in wanted}
    found = Membership.objects.active().filter(user__in=users, group__in=groups, user__is_active=True)
    members = {(member.user_id, member.group_id): member for member in found.select_related("user", "group")}
    taking_part = [
        (by_id[room], members[user, by_id[room].group_id])
        for user, room in wanted
        if room in by_id and (user, by_id[room].group_id) in members
    ]
    accesses = accesses_in((room, access_of_membership(member)) for room, member in taking_part)
    entered = {}
    for room, member in taking_part:
        if (room.pk, member.pk) in accesses:
            entered[member.user_id, room.public_id] = room, member.user, accesses[room.pk, member.pk]
    return entered


def view_in_room(user_id: int, room_id: str) -> View | None:
    """Return what the person sees of the room now, or None when they may not read it."""
    return views_of([(user_id, room_id)]).get((user_id, room_id))


def shown_by(memberships: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return, by membership, what they let others see of them; who lets nothing be seen is missing."""
    chosen = ChatPreference.objects.filter(membership__in=set(memberships))
    rows = chosen.values_list("membership_id", "shows_typing", "shows_presence")
    shown = {own: {"typing": typing, "presence": presence} for own, typing, presence in rows}
    return {own: frozenset(hint for hint, is_on in hints.items() if is_on) for own, hints in shown.items()}


def blocks_of(memberships: Iterable[int]) -> Blocks:
    """Return, by membership, the public ids of those they do not meet and since when (seconds since 1970).

    A block holds for both; a mute for whoever made it alone, and for all that was ever said.
    """
    return _read_blocks(memberships).met


def _read_blocks(memberships: Iterable[int]) -> _Blocks:
    own, blocks = set(memberships), _Blocks()
    for chooser, chooser_public, other, other_public, at, is_own in _choices_about(own):
        _add(blocks.met, chooser, other_public, at or EVER)
        if at is not None:
            _add(blocks.met, other, chooser_public, at)
        if is_own:
            blocks.made[chooser] = blocks.made.get(chooser, frozenset()) | {other_public}
    return blocks


def _choices_about(own: set[int]) -> QuerySet[Block, _Choice]:
    """Return blocks that concern these members, and mutes that they made (without a moment), in one query.

    Last: whether it was the chooser's own choice, not one of site safety staff who keep the two apart.
    """
    blocks = Block.objects.filter(Q(blocker__in=own) | Q(blocked__in=own)).annotate(is_own=Q(kept_apart=None))
    mutes = Mute.objects.filter(muter__in=own)
    no_moment, is_own = Value(None, output_field=DateTimeField()), Value(value=True, output_field=BooleanField())
    return blocks.values_list(
        "blocker_id", "blocker__public_id", "blocked_id", "blocked__public_id", "created_at", "is_own"
    ).union(
        mutes.values_list("muter_id", "muter__public_id", "muted_id", "muted__public_id", no_moment, is_own),
        all=True,
    )


def muted_words_of(users: Iterable[int]) -> Words:
    """Return, by user, the words in lower case that they do not want to meet."""
    words: Words = {}
    for row in MutedWord.objects.filter(user__in=set(users)).order_by("pk"):
        words[row.user_id] = (*words.get(row.user_id, ()), row.word.lower())
    return words


def _add(blocks: Blocks, member: int, other: str, at: datetime) -> None:
    since = blocks.setdefault(member, {})
    since[other] = min(at.timestamp(), since.get(other, at.timestamp()))


def _view(access: GroupAccess, blocks: _Blocks, words: Words) -> View:
    own = access.membership_id or 0
    return View(
        membership=access.membership_public_id,
        is_overseer=is_overseer(access),
        sees_held=access.can(Permission.HIDE_MESSAGE),
        blocked=blocks.met.get(own, {}),
        blocking=blocks.made.get(own, frozenset()),
        refusal=_refusal(access),
        muted=words.get(access.user_id or 0, ()),
        alias=access.alias,
        duty=access.duty,
        unattended=access.unattended,
    )


def _refusal(access: GroupAccess) -> Refusal | None:
    try:
        access.require(Permission.POST_MESSAGE)
    except Muted as error:
        letter = letters_address(access.group_public_id, MUTE)
        return Refusal(error.code, error.sentence, access.muted_until, letter)
    except DomainError as error:
        until = error.values.get("until")
        return Refusal(error.code, error.sentence, until if isinstance(until, datetime) else None)
    return None
