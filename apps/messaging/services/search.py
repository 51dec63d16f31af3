"""Finding what was said in a group, for one of its members: what they may not see is not found either."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, QuerySet

from apps.core.errors import TooFast
from apps.core.tries import count_try
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess
from apps.messaging.models import Message, Room
from apps.messaging.querysets import MessageQuerySet
from apps.messaging.rules.search_terms import Term
from apps.messaging.services.parties import load_parties
from apps.messaging.services.presenting import shown
from apps.messaging.services.taking_part import accesses_in
from apps.messaging.services.viewing import view_of

PAGE = 20
MOST_A_MINUTE = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; what is empty narrows nothing. `since` is in it, `until` is not."""

    terms: list[Term] = field(default_factory=list)
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Messages, newest first, as `_message.html` takes them; `further` is the last one's id when there are more."""

    items: list[dict[str, Any]]
    further: str = ""


type Readable = list[tuple[GroupAccess, list[Room]]]


def readable_rooms(group: Group, access: GroupAccess) -> Readable:
    """Return the rooms of the group that the person may read, by what they are in them."""
    own = Q(conversation__asker=access.membership_id) | Q(conversation__asked=access.membership_id)
    rooms = list(Room.objects.filter(Q(kind__in=[Room.Kind.CHAT, Room.Kind.WALL]) | own, group=group))
    for room in rooms:
        room.group = group
    present = accesses_in((room, access) for room in rooms)
    direct = [room for room in rooms if room.kind == Room.Kind.DIRECT and (room.pk, access.membership_id) in present]
    shared = [room for room in rooms if room.kind != Room.Kind.DIRECT and (room.pk, access.membership_id) in present]
    # In all conversations of two a member is the same: a member like any other.
    return [(present[some[0].pk, access.membership_id or 0], some) for some in (shared, direct) if some]


def search(readable: Readable, asked: Asked, after: str = "") -> Found:
    """Return a page of what fits, below the message `after` where one is named."""
    beginning = _beginning(readable, after)
    found = [(access, message) for access, rooms in readable for message in _rows(access, rooms, asked, beginning)]
    newest = heapq.nlargest(PAGE + 1, found, key=lambda one: (one[1].posted_at, one[1].pk))
    items = _shown(newest[:PAGE], readable)
    return Found(items, newest[PAGE - 1][1].public_id if len(newest) > PAGE else "")


def _beginning(readable: Readable, public_id: str) -> Message | None:
    """Return the message that a page begins below; one that the person may not see is as if it did not exist."""
    for access, rooms in readable if public_id and "\0" not in public_id else ():
        found = Message.objects.filter(room__in=rooms, public_id=public_id).visible_to(access).first()
        if found is not None:
            return found
    return None


def people_to_ask_for(readable: Readable, access: GroupAccess) -> QuerySet[Membership]:
    """Return members whose words the person can read: no list of members, and nobody they do not meet."""
    said = Message.objects.filter(author=OuterRef("pk"), state=Message.State.VISIBLE)
    said_here = [said.filter(room__in=rooms).visible_to(present) for present, rooms in readable]
    if not said_here:
        return Membership.objects.none()
    has_spoken = reduce(lambda one, other: one | other, (Q(Exists(rows)) for rows in said_here))
    return Membership.objects.visible_to(access).filter(has_spoken).order_by("alias_folded")


def count_search(user_id: int) -> None:
    """Count one search. Raises TooFast beyond what somebody types by hand."""
    if count_try(f"messaging.searches.{user_id}", within=timedelta(minutes=1)) > MOST_A_MINUTE:
        raise TooFast


def _rows(access: GroupAccess, rooms: list[Room], asked: Asked, beginning: Message | None) -> Iterable[Message]:
    found = _in_rooms(rooms, has_words=bool(asked.terms)).visible_to(access)
    if asked.terms:
        found = found.filter(searched=_query(asked.terms))
    if asked.person:
        found = found.filter(author__public_id=asked.person)
    if asked.since:
        found = found.filter(posted_at__gte=asked.since)
    if asked.until:
        found = found.filter(posted_at__lt=asked.until)
    if beginning:
        at = beginning.posted_at
        found = found.filter(Q(posted_at__lt=at) | Q(posted_at=at, pk__lt=beginning.pk), posted_at__lte=at)
    return found.with_people().order_by("-posted_at", "-pk")[: PAGE + 1]


def _in_rooms(rooms: list[Room], *, has_words: bool) -> MessageQuerySet:
    found = Message.objects.filter(state=Message.State.VISIBLE)
    keys = [room.pk for room in rooms]
    if not has_words:
        return found.filter(room__in=keys)
    # The very expression of the index messages_by_their_words.
    place = Func("room_id", template="ARRAY[%(expressions)s]", output_field=ArrayField(BigIntegerField()))
    return found.alias(place=place).filter(place__overlap=keys)


def _query(terms: list[Term]) -> SearchQuery:
    phrases = [SearchQuery(term.text, config="simple", search_type="phrase") for term in terms if term.is_phrase]
    words = " & ".join(term.as_query() for term in terms if not term.is_phrase)
    beginnings = [SearchQuery(words, config="simple", search_type="raw")] if words else []
    return reduce(and_, phrases + beginnings)


def _shown(found: list[tuple[GroupAccess, Message]], readable: Readable) -> list[dict[str, Any]]:
    rooms = {room.pk: room for _access, some in readable for room in some}
    for _access, message in found:
        message.room = rooms[message.room_id]
    load_parties(message for _access, message in found)
    views = {id(access): view_of(access) for access, _rooms in readable} if found else {}
    return [shown(message, views[id(access)]) for access, message in found]
