"""Who takes part in a room: the one place that knows rooms narrower than their group."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.groups.models import Block, Mute
from apps.groups.permissions import GroupAccess, Permission, State
from apps.messaging.models import Conversation, Room
from apps.messaging.rules.conversations import Stage, Standing, narrowed

# By room and membership (row numbers).
type Standings = dict[tuple[int, int], Standing]
type Accesses = dict[tuple[int, int], GroupAccess]


def accesses_in(pairs: Iterable[tuple[Room, GroupAccess]]) -> Accesses:
    """Return what each of these is in that room; whoever takes no part in it, or may not read it, is missing.

    One query for all conversations of two among the rooms, none for the rooms of whole groups.
    """
    now = timezone.now()
    wanted = [(room, access, access.membership_id) for room, access in pairs if access.membership_id]
    standings = standings_in({room.pk for room, _access, _own in wanted if room.kind == Room.Kind.DIRECT})
    found: Accesses = {}
    for room, access, own in wanted:
        present: GroupAccess | None
        if room.kind == Room.Kind.DIRECT:
            standing = standings.get((room.pk, own))
            present = narrowed(access, standing) if standing else None
        else:
            present = _unless_locked(room, access.in_rooms(), now)
        if present and present.can(Permission.READ):
            found[room.pk, own] = present
    return found


def _unless_locked(room: Room, access: GroupAccess, now: datetime) -> GroupAccess:
    if room.locked_until is None or room.locked_until <= now or access.can(Permission.HIDE_MESSAGE):
        return access
    return replace(access, states=access.states | {State.LOCKED}, locked_until=room.locked_until)


def access_in(room: Room, access: GroupAccess) -> GroupAccess | None:
    """Return what this one is in the room, or None for whoever takes no part in it or may not read it."""
    return accesses_in([(room, access)]).get((room.pk, access.membership_id or 0))


def standings_in(rooms: Iterable[int]) -> Standings:
    """Return how the conversations in these rooms stand to each of the two."""
    wanted = set(rooms)
    if not wanted:
        return {}
    # Whom site safety staff keep apart are told what somebody blocked is told, both of them.
    by_hand = Block.objects.filter(kept_apart=None)
    found = Conversation.objects.filter(room__in=wanted).annotate(
        asker_blocks=Exists(by_hand.filter(blocker=OuterRef("asker"), blocked=OuterRef("asked"))),
        asked_blocks=Exists(by_hand.filter(blocker=OuterRef("asked"), blocked=OuterRef("asker"))),
        asker_mutes=Exists(Mute.objects.filter(muter=OuterRef("asker"), muted=OuterRef("asked"))),
        asked_mutes=Exists(Mute.objects.filter(muter=OuterRef("asked"), muted=OuterRef("asker"))),
    )
    choices = ("asker_blocks", "asked_blocks", "asker_mutes", "asked_mutes")
    rows = found.values_list("room_id", "asker_id", "asked_id", "state", "room__last_number", *choices)
    standings: Standings = {}
    for room, asker, asked, state, last_number, asker_blocks, asked_blocks, asker_mutes, asked_mutes in rows:
        standing = Standing(Stage(state), is_asker=True, is_begun=last_number > 0)
        standings[room, asker] = replace(standing, has_blocked=asker_blocks, has_muted=asker_mutes)
        standings[room, asked] = replace(standing, is_asker=False, has_blocked=asked_blocks, has_muted=asked_mutes)
    return standings
