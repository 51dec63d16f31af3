"""Pages in memory of somebody who died: begun by one member, added to by others, and kept."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.core.errors import NotFound, NotPermitted
from apps.groups.permissions import GroupAccess, Permission, State
from apps.messaging.errors import TooNewToBegin
from apps.messaging.models import Memorial, Message, Room
from apps.messaging.querysets import MessageQuerySet, is_overseer
from apps.messaging.services.finding import lock_message
from apps.messaging.services.locking import lock_room, touch
from apps.messaging.services.posting import Draft, post_message


@dataclass(frozen=True, slots=True)
class About:
    """Whom a page is for: the name as it is wanted here, and days that may be left out."""

    name: str
    born_on: date | None = None
    died_on: date | None = None


def require_may_begin(access: GroupAccess) -> None:
    """Pass for a settled member who may write. Raises TooNewToBegin, Muted and the like."""
    if State.NEWCOMER in access.states and access.can(Permission.POST_MESSAGE):
        raise TooNewToBegin
    access.require(Permission.POST_MESSAGE)
    access.require(Permission.BEGIN_MEMORIAL)


@transaction.atomic
def begin_memorial(user_id: int, room_id: str, client_id: str, about: About, words: str) -> Message:
    """There is a page in memory of somebody; return the words that it begins with.

    A repeat with the same `client_id` returns the first page. Raises what `require_may_begin` and posting raise.
    """
    room, access = lock_room(room_id, user_id)
    require_may_begin(access)
    if room.kind != Room.Kind.WALL:
        raise NotFound
    posted = post_message(Draft(user_id, room_id, client_id, words))
    if posted.is_repeat:
        return posted.message
    message = posted.message
    message.memorial = Memorial.objects.create(
        room=room, founder_id=access.membership_id, name=about.name, born_on=about.born_on, died_on=about.died_on
    )
    message.save(update_fields=["memorial"])
    return message


@transaction.atomic
def change_memorial(user_id: int, opening_id: str, about: About) -> Message:
    """The page says this name and these days. Raises NotFound, and NotPermitted for whoever may not look after it."""
    room, opening, memorial = _lock_page(user_id, opening_id)
    memorial.name, memorial.born_on, memorial.died_on = about.name, about.born_on, about.died_on
    memorial.save(update_fields=["name", "born_on", "died_on"])
    touch(room, [opening])
    return opening


@transaction.atomic
def close_memorial(user_id: int, opening_id: str, *, is_closed: bool) -> Message:
    """The page takes no more memories, or takes them again; what stands on it stays. Twice is once.

    Raises NotFound, and NotPermitted for whoever may not look after it.
    """
    # Under the room's lock: a memory that was under way is added before this or not at all.
    _room, opening, memorial = _lock_page(user_id, opening_id)
    memorial.closed_at = (memorial.closed_at or timezone.now()) if is_closed else None
    memorial.save(update_fields=["closed_at"])
    return opening


def may_look_after(memorial: Memorial, access: GroupAccess) -> bool:
    """Tell whether the person may change and close the page: its founder, and those who look after the room."""
    is_founder = access.membership_id is not None and memorial.founder_id == access.membership_id
    return access.can(Permission.POST_MESSAGE) and (is_founder or is_overseer(access))


def is_out_of_sight(opening: Message, access: GroupAccess) -> bool:
    """Tell whether the page was hidden from this person by those who look after the room."""
    return opening.state == Message.State.HIDDEN and not access.can(Permission.HIDE_MESSAGE)


def openings_in(room: Room, access: GroupAccess) -> MessageQuerySet:
    """Return the words that the wall's pages of memory begin with, as far as this person may see them, by name."""
    found = Message.objects.filter(room=room, thread=None, memorial__isnull=False).visible_to(access)
    memories = Message.objects.filter(thread=OuterRef("pk"), state=Message.State.VISIBLE).visible_to(access)
    # Where nobody else added anything, a page goes with the words it began with.
    found = found.filter(~Q(state=Message.State.UNSENT) | Exists(memories))
    if not access.can(Permission.HIDE_MESSAGE):
        found = found.exclude(state=Message.State.HIDDEN)
    return found.select_related("memorial").order_by("memorial__name", "pk")


def find_opening(room: Room, access: GroupAccess, opening_id: str) -> tuple[Message, Memorial]:
    """Return a page that the person may look after, for a form. Raises NotFound and NotPermitted."""
    opening = openings_in(room, access).filter(public_id=opening_id).first()
    if opening is None or opening.memorial is None:
        raise NotFound
    if not may_look_after(opening.memorial, access):
        raise NotPermitted
    opening.room = room
    return opening, opening.memorial


def _lock_page(user_id: int, opening_id: str) -> tuple[Room, Message, Memorial]:
    room, access, _opening = lock_message(opening_id, user_id)
    access.require(Permission.POST_MESSAGE)
    opening, memorial = find_opening(room, access, opening_id)
    return room, opening, memorial
