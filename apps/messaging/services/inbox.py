"""My rooms and conversations at a glance: who asks, where something is new, and when somebody last spoke."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Q

from apps.accounts.models import User
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.messaging.models import Conversation, Message, ReadMark, Room
from apps.messaging.querysets import is_overseer
from apps.messaging.rules.conversations import Standing, narrowed
from apps.messaging.services.reading import seen_in_part, unread_counts
from apps.messaging.services.rooms import chat_rooms
from apps.messaging.services.taking_part import standings_in


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One room in the list; how much is new is not counted for people, only whether."""

    room: Room
    alias: str
    has_new: bool
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DirectLine:
    """One conversation of two: the other one, as whom one is in it, and how it stands; `note` is a request's text."""

    room: Room
    partner: Membership
    alias: str
    standing: Standing
    has_new: bool = False
    last_at: datetime | None = None
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class DirectLines:
    """Requests that wait for me, the longest waiting first; conversations, the latest first; what I declined."""

    requests: list[DirectLine] = field(default_factory=list)
    talks: list[DirectLine] = field(default_factory=list)
    declined: list[DirectLine] = field(default_factory=list)


def rooms_of(user: User) -> list[RoomLine]:
    """Return the rooms of the person's groups, the one with the latest word first."""
    places = [(member, access) for member, access in _places_of(user) if member.group.has_chat]
    chats = chat_rooms([member.group for member, _access in places])
    seen = [(chats[member.group_id], access) for member, access in places]
    in_part = seen_in_part(seen)
    unread = unread_counts(seen, in_part)
    lines = []
    for member, access in places:
        room = chats[member.group_id]
        last_at = _last_seen_at(room, access) if room.pk in in_part else room.last_posted_at
        lines.append(RoomLine(room, member.alias, unread[room.pk] > 0, last_at))
    return sorted(lines, key=lambda line: line.last_at or line.room.group.founded_at, reverse=True)


def _last_seen_at(room: Room, access: GroupAccess) -> datetime | None:
    """Return when somebody last said what this member meets: the room's own time would tell of the rest."""
    # Where nothing is kept any more there is nobody to tell of.
    if is_overseer(access) or room.first > room.last_number:
        return room.last_posted_at
    seen = Message.objects.filter(room=room, number__isnull=False).visible_to(access).last_first()
    return seen.values_list("posted_at", flat=True).first()


def conversations_of(user: User) -> DirectLines:
    """Return the person's conversations in all their groups; whoever is no longer in a group has none there."""
    found = DirectLines()
    for member, access in _places_of(user):
        for line in _lines_in(member, access):
            if line.standing.is_waiting_for_me:
                found.requests.append(line)
            elif line.standing.is_declined_by_me:
                found.declined.append(line)
            elif not line.standing.is_put_away:
                found.talks.append(line)
    found.requests.sort(key=lambda line: line.room.pk)
    found.talks.sort(key=lambda line: (line.last_at is not None, line.last_at, line.room.pk), reverse=True)
    return found


def _places_of(user: User) -> Iterable[tuple[Membership, GroupAccess]]:
    members = Membership.objects.taking_part().filter(user=user).select_related("group", "user")
    for member in members.order_by("pk"):
        access = access_of_membership(member)
        if access.can(Permission.READ):
            yield member, access


def _lines_in(member: Membership, access: GroupAccess) -> list[DirectLine]:
    mine = Conversation.objects.filter(Q(asker=member) | Q(asked=member))
    conversations = list(mine.select_related("room__group", "asker", "asked").order_by("pk"))
    rooms = [conversation.room_id for conversation in conversations]
    standings = standings_in(rooms)
    seen = _seen_in(rooms, access, next(iter(standings.values()), None))
    notes = _notes_of([one.room_id for one in conversations if one.state != Conversation.State.ACCEPTED])
    lines = []
    for one in conversations:
        last_at, is_new = seen.get(one.room_id, (None, False))
        partner = one.asked if one.asker_id == member.pk else one.asker
        standing = standings[one.room_id, member.pk]
        lines.append(DirectLine(one.room, partner, member.alias, standing, is_new, last_at, notes.get(one.room_id)))
    return lines


def _seen_in(
    rooms: Sequence[int], access: GroupAccess, any_standing: Standing | None
) -> dict[int, tuple[datetime, bool]]:
    """Return, by room, when something was last said that this one sees, and whether the other one's is new to them."""
    own = access.membership_id or 0
    if any_standing is None:
        return {}
    marks = dict(ReadMark.objects.filter(membership=own, room__in=rooms).values_list("room", "number"))
    said = Message.objects.filter(room__in=rooms).visible_to(narrowed(access, any_standing)).order_by()
    by_other = Q(state=Message.State.VISIBLE) & ~Q(author=own)
    last = said.values("room").annotate(at=Max("posted_at"), number=Max("number", filter=by_other))
    return {row["room"]: (row["at"], (row["number"] or 0) > marks.get(row["room"], 0)) for row in last}


def _notes_of(rooms: Sequence[int]) -> dict[int, Message]:
    """Return the first thing said in each room, which is the request, while it is kept."""
    first = Message.objects.filter(room__in=rooms, number=1, state=Message.State.VISIBLE) if rooms else ()
    return {message.room_id: message for message in first}
