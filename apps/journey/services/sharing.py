"""Bringing words of one's own to others: they are put where one writes there, and nobody reads them before one sends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.journey.errors import BegunThere
from apps.journey.services.pacts import standing_pacts_of
from apps.messaging.errors import DraftElsewhere
from apps.messaging.models import Conversation, Message, Room
from apps.messaging.services.conversations import conversation_between
from apps.messaging.services.drafts import Unsent, keep_draft
from apps.messaging.services.rooms import chat_room, wall_room
from apps.messaging.services.wall import kinds_in


class PlaceKind(StrEnum):
    """Who reads there."""

    WALL = "wall"
    CHAT = "chat"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Place:
    """Where this member may write now; `other` is who reads there where it is one alone."""

    kind: PlaceKind
    member: Membership
    other: Membership | None = None
    conversation: Conversation | None = None

    @property
    def key(self) -> str:
        """Return what a page names it by."""
        return f"{self.kind}:{(self.other or self.member.group).public_id}"

    @property
    def name(self) -> str:
        words = {"group": self.member.group.name, "alias": self.other.alias if self.other else ""}
        return {
            PlaceKind.WALL: gettext("On the wall of %(group)s"),
            PlaceKind.CHAT: gettext("In the chat of %(group)s"),
            PlaceKind.ALONE: gettext("To %(alias)s alone, in %(group)s"),
        }[self.kind] % words

    @property
    def room(self) -> Room:
        if self.conversation:
            return self.conversation.room
        return (wall_room if self.kind is PlaceKind.WALL else chat_room)(self.member.group)


def places_of(user: User) -> list[Place]:
    """Return the walls and chats in which this person may write, and whom they have a pact and a conversation with."""
    members = Membership.objects.taking_part().filter(user=user).select_related("group", "user").order_by("group__name")
    writing = [member for member in members if _access(member).can(Permission.POST_MESSAGE)]
    walls = [Place(PlaceKind.WALL, member) for member in writing if member.group.has_wall]
    return [*walls, *(Place(PlaceKind.CHAT, member) for member in writing), *_partners(user, writing)]


def lacks_a_partner(user: User, places: Sequence[Place]) -> bool:
    """Tell whether somebody of a pact is not among the places of this person where they write in the group itself."""
    writing = {place.member.pk for place in places}
    offered = {place.other.pk for place in places if place.other}
    return any(one.own.pk in writing and one.other.pk not in offered for one in standing_pacts_of(user))


@transaction.atomic
def bring(user: User, key: str, words: str, *, kind: str = Message.Kind.PLAIN) -> tuple[Place, Room]:
    """These words stand where this person writes there, to be looked at once more and sent, or not.

    Raises NotFound where they may not write, BegunThere where they have begun something else.
    """
    place = next((place for place in places_of(user) if place.key == key), None)
    if place is None:
        raise NotFound
    room = place.room
    # A chat knows no memories.
    mark = kind if kind in dict(kinds_in(room)) else Message.Kind.PLAIN
    try:
        keep_draft(room, _access(place.member), Unsent(words, kind=mark))
    except DraftElsewhere:
        raise BegunThere from None
    return place, room


def _partners(user: User, writing: list[Membership]) -> list[Place]:
    places = []
    for held in standing_pacts_of(user):
        own = next((member for member in writing if member.pk == held.own.pk), None)
        known = conversation_between(held.own.pk, held.other.pk)
        if own and known and known.state == Conversation.State.ACCEPTED:
            places.append(Place(PlaceKind.ALONE, own, held.other, known))
    return places


def _access(member: Membership) -> GroupAccess:
    return access_of_membership(member)
