"""What a socket gets when it opens a room: what it missed, and where the room stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.core.errors import NotFound
from apps.core.wording import fill, speaking
from apps.groups.permissions import GroupAccess
from apps.groups.services.duty_words import room_words
from apps.messaging.models import Message, Room
from apps.messaging.rules.viewing import View
from apps.messaging.services.announcing import frame, frame_of
from apps.messaging.services.history import PAGE, changed_after
from apps.messaging.services.rooms import enter_room
from apps.messaging.services.slowing import pace_of
from apps.messaging.services.viewing import Entrant, entrants_among, view_of

# Less than may wait on a socket before its reader counts as slow (core/transport.py): a hundred usual messages fit.
MOST_LETTERS = 400 * 1024


@dataclass(frozen=True, slots=True)
class Opening:
    """Ready frames in order, the last of them `room.opened`; `change` is where they lead to."""

    view: View
    change: int
    frames: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whoever wants to have a room open, in which language, and the counter that their page has seen, if any."""

    user_id: int
    room_id: str
    after: int | None = None
    language: str = ""


def read_openings(asked: Sequence[Asked]) -> list[Opening | NotFound]:
    """Return for each what the person missed in the room since the counter `after`; who they are is read once for all.

    Without `after` there is no history; by more than 100 messages, or by more than fits on a socket, they are told to
    catch up by pages. NotFound alike for a room that does not exist and one that the person may not read.
    """
    rooms = Room.objects.select_related("group", "people")
    entrants = entrants_among({(one.user_id, one.room_id) for one in asked}, rooms)
    openings: list[Opening | NotFound] = []
    for one in asked:
        entrant = entrants.get((one.user_id, one.room_id))
        with speaking(one.language):
            openings.append(_opening(entrant, one.after) if entrant else NotFound())
    return openings


def _opening(entrant: Entrant, after: int | None) -> Opening:
    room, view = entrant.room, entrant.view
    frames: list[str] = []
    if after is not None and after > room.last_change:
        # A counter from the future: the room was restored from a backup.
        frames = [frame("room.resync", room=room.public_id, from_start=True)]
    elif after is not None and after < room.last_change:
        frames = _missed(room, entrant.access, view, after)
    opened = frame(
        "room.opened",
        room=room.public_id,
        change=room.last_change,
        first=room.first,
        people=room.people.counter,
        **may_write(view, entrant.user.time_zone),
        **pace_of(room, entrant.access),
    )
    return Opening(view, room.last_change, [*frames, opened])


def _missed(room: Room, access: GroupAccess, view: View, after: int) -> list[str]:
    if _is_unmet_now(room, access, view, Q(change__gt=after)):
        return [frame("room.resync", room=room.public_id, from_start=True)]
    page = changed_after(room, access, after, limit=PAGE)
    frames = [] if page.has_more else [frame_of(message, room.public_id, view) for message in page.messages]
    if page.has_more or sum(map(len, frames)) > MOST_LETTERS:
        return [frame("room.resync", room=room.public_id, from_start=False)]
    return frames


def read_personal(user_id: int, room_id: str, change: int) -> str:
    """Return the frame of what changed in the room at that counter, as this one person sees it.

    It is `room.advanced` where they may not see it, or where it has changed once more: that frame follows. What they
    have met and do not want to meet as it is now goes from their page: they are told to load it anew. Raises NotFound
    when they may no longer read the room.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound
    room, access = enter_room(room_id, user)
    view = view_of(access)
    found = Message.objects.filter(room=room, change=change).visible_to(access).with_people().first()
    if found is not None:
        found.room = room
        return frame_of(found, room_id, view)
    if _is_unmet_now(room, access, view, Q(change=change)):
        return frame("room.resync", room=room_id, from_start=True)
    return frame("room.advanced", room=room_id, change=change)


def _is_unmet_now(room: Room, access: GroupAccess, view: View, changed: Q) -> bool:
    """Tell whether words that this person could meet were changed into some that they muted; a block has no part in it."""
    if not view.muted:
        return False
    edited = Message.objects.filter(changed, room=room, edited_at__isnull=False, state=Message.State.VISIBLE)
    unmet = edited.exclude(pk__in=edited.visible_to(access).values("pk")).select_related("author")
    return any(one.author and view.meets(one.author.public_id, one.worded_at.timestamp()) for one in unmet)


def may_write(view: View, time_zone: str) -> dict[str, str | bool]:
    """Return the fields that tell a page whether its composer can be used, and why not, in the active language.

    `letter` is where the reason is to be read, or nothing; `duty` what the room says of who is there, or nothing.
    """
    refusal = view.refusal
    with timezone.override(zone_or_utc(time_zone)):
        told: dict[str, str | bool] = {"duty": room_words(view.duty, view.unattended)}
        if refusal is None:
            return told | {"may_write": True, "code": "", "detail": "", "letter": ""}
        detail = fill(gettext(refusal.sentence), {"until": refusal.until})
    return told | {"may_write": False, "code": refusal.code, "detail": detail, "letter": refusal.letter}
