"""What was said: pages by place, and what changed since a counter. One query for pages, catch-up and search."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess
from apps.messaging.models import Message, Room
from apps.messaging.querysets import MessageQuerySet
from apps.messaging.rules.viewing import View
from apps.messaging.services.parties import load_parties
from apps.messaging.services.presenting import describe, shown
from apps.messaging.services.viewing import view_of

PAGE = 100
FIRST_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Messages in order, and the counter that their reader holds afterwards: 0 means the one they had before."""

    room: Room
    change: int
    has_more: bool
    messages: list[Message]
    is_newest: bool = False

    @property
    def last_number(self) -> int:
        """The highest number on it; 0 where there is none."""
        return max((message.number or 0 for message in self.messages), default=0)


def changed_after(room: Room, access: GroupAccess, after: int, *, limit: int = PAGE) -> Page:
    """Return the present state of what changed since `after`, in order of change.

    Nothing newer than the room as it was read is in it, so that its counter is true.
    """
    found = Message.objects.filter(room=room, change__lte=room.last_change).changed_since(after)
    messages = _loaded(found.visible_to(access), room, limit + 1)
    has_more = len(messages) > limit
    messages = messages[:limit]
    return Page(room, messages[-1].change if has_more else room.last_change, has_more, messages)


def older_than(room: Room, access: GroupAccess, before: int | None = None, *, limit: int = FIRST_PAGE) -> Page:
    """Return the last messages before that number, in order of number; without one the newest, and what is held.

    An older page says nothing of what changed meanwhile: its counter is 0.
    """
    found = Message.objects.filter(room=room, change__lte=room.last_change).visible_to(access).without_traces()
    is_newest = before is None or before > room.last_number
    if not is_newest:
        found = found.filter(number__lt=before)
    messages = _loaded(found.last_first(), room, limit + 1)
    has_more = len(messages) > limit
    return Page(room, room.last_change if is_newest else 0, has_more, messages[:limit][::-1], is_newest)


def newer_than(room: Room, access: GroupAccess, number: int, *, limit: int = FIRST_PAGE) -> Page:
    """Return the first messages after that number, in order of number; `has_more` tells of still newer ones."""
    found = _numbered(room, access).filter(number__gt=number).order_by("number")
    messages = _loaded(found, room, limit + 1)
    return Page(room, 0, len(messages) > limit, messages[:limit])


def around(room: Room, access: GroupAccess, public_id: str) -> Page:
    """Return what was said around a message, itself included. Raises NotFound where the person may not see it."""
    found = Message.objects.filter(room=room, public_id=public_id).visible_to(access).without_traces()
    target = found.first() if "\0" not in public_id else None
    if target is None:
        raise NotFound
    # What waits without a number stands at the end of the newest page.
    return older_than(room, access) if target.number is None else around_number(room, access, target.number)


def around_number(room: Room, access: GroupAccess, number: int) -> Page:
    """Return what was said around that place; the newest page where it holds the place."""
    newest = older_than(room, access)
    is_held = not newest.has_more or _lowest(newest) <= number
    return newest if is_held else _window(newest, access, number)


def where_reading_goes_on(room: Room, access: GroupAccess, read_to: int | None) -> Page:
    """Return the newest page, or one around the first message that the member has not read if that is older."""
    newest = older_than(room, access)
    if read_to is None or not newest.has_more or _lowest(newest) <= read_to:
        return newest
    # Whoever has spoken was there.
    spoken = Message.objects.filter(room=room, author=access.membership_id or 0, number__gt=read_to)
    since = spoken.order_by("-posted_at").values_list("number", flat=True).first() or read_to
    unread = _numbered(room, access).filter(number__gt=since).exclude(author=access.membership_id)
    first = unread.order_by("number").values_list("number", flat=True).first()
    # What was read stands above it, so that one sees where the new begins.
    return newest if first is None or first > _lowest(newest) else _window(newest, access, first)


def _window(newest: Page, access: GroupAccess, number: int) -> Page:
    room = newest.room
    before = older_than(room, access, number, limit=FIRST_PAGE // 2)
    after = newer_than(room, access, number - 1, limit=FIRST_PAGE)
    # What waits without a number stands at the end.
    waiting = [] if after.has_more else [message for message in newest.messages if message.number is None]
    messages = [*before.messages, *after.messages, *waiting]
    return Page(room, room.last_change, before.has_more, messages, is_newest=not after.has_more)


def _numbered(room: Room, access: GroupAccess) -> MessageQuerySet:
    return Message.objects.filter(room=room, change__lte=room.last_change, number__gte=0).visible_to(access)


def _lowest(page: Page) -> int:
    return next((message.number for message in page.messages if message.number is not None), 0)


def _loaded(found: MessageQuerySet, room: Room, count: int) -> list[Message]:
    found = found.with_people()
    messages = list((found.select_related("thread") if room.kind == Room.Kind.WALL else found)[:count])
    for message in messages:
        message.room = room
    load_parties(messages)
    return messages


def describe_page(page: Page, access: GroupAccess) -> dict[str, Any]:
    """Return the page as docs/socket-protocol.md says."""
    view = view_of(access)
    return {
        "room": page.room.public_id,
        "change": page.change,
        "first": page.room.first,
        "more": page.has_more,
        "newest": page.is_newest,
        "messages": [describe(message, view) for message in page.messages],
    }


def show(messages: Iterable[Message], view: View) -> list[dict[str, Any]]:
    """Return what the template `_message.html` needs of each, for this reader."""
    return [shown(message, view) for message in messages]
