"""The wall: posts that take their time, each on a page of its own with what was answered."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.messaging.models import Message, Room
from apps.messaging.querysets import MessageQuerySet
from apps.messaging.rules.viewing import View
from apps.messaging.rules.wall import beginning
from apps.messaging.services.history import PAGE, Page
from apps.messaging.services.parties import load_parties
from apps.messaging.services.presenting import shown
from apps.messaging.services.reading import read_number

POSTS = 20
ANSWERS = 300  # shown below a post; the ones before them have a page of their own
# "Just listening" is for a talk that goes on now; a memory has time.
CHAT_KINDS = tuple(kind for kind in Message.Kind.choices if kind[0] != Message.Kind.MEMORY)
WALL_KINDS = tuple(kind for kind in Message.Kind.choices if kind[0] != Message.Kind.LISTENING)


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its card shows it: its beginning, and whether anything was answered or is new; nothing is counted."""

    shown: dict[str, Any]
    is_cut: bool
    has_answers: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class Posts:
    """Posts of the wall, the newest first; `before` leads to the next ones."""

    posts: list[Post]
    before: int | None = None


def address_of(message: Message) -> str:
    """Return the address at which a message of a wall is read: its post's page, at its place. Expects `room.group`."""
    post = message.thread or message
    page = reverse("messaging:wall_post", args=[message.room.group.public_id, post.public_id])
    return f"{page}#m-{message.public_id}"


def kinds_in(room: Room) -> tuple[tuple[str, Any], ...]:
    """Return the kinds of message that are offered in such a room, with their names."""
    return WALL_KINDS if room.kind == Room.Kind.WALL else CHAT_KINDS


def read_posts(room: Room, access: GroupAccess, view: View, before: int | None = None) -> Posts:
    """Return a page of the wall's posts, as this person sees them."""
    read_to = read_number(room, access)
    found = _with_answers(
        Message.objects.filter(room=room, thread=None, memorial=None).visible_to(access), room, access
    )
    if before is not None:
        found = found.filter(number__lt=before)
    messages = list(_news(found, room, access, read_to).last_first().with_people()[: POSTS + 1])
    has_more = len(messages) > POSTS
    messages = loaded(messages[:POSTS], room)
    return Posts([_post(message, view) for message in messages], messages[-1].number if has_more else None)


def _with_answers(posts: MessageQuerySet, room: Room, access: GroupAccess) -> MessageQuerySet:
    answers = Message.objects.filter(room=room, state=Message.State.VISIBLE).visible_to(access)
    posts = posts.annotate(has_answers=Exists(answers.filter(thread=OuterRef("pk"))))
    # What was taken back is of interest only where somebody had answered it.
    return posts.filter(~Q(state=Message.State.UNSENT) | Q(has_answers=True))


def _news(posts: MessageQuerySet, room: Room, access: GroupAccess, read_to: int | None) -> MessageQuerySet:
    """Mark what is new since the member last looked at the wall; to whoever was never here it is all new."""
    if read_to is None:
        return posts.annotate(has_news=Exists(Message.objects.none()))
    newer = Message.objects.filter(room=room, number__gt=read_to, state=Message.State.VISIBLE).visible_to(access)
    newer = newer.exclude(author_id=access.membership_id)
    return posts.annotate(has_news=Exists(newer.filter(Q(pk=OuterRef("pk")) | Q(thread=OuterRef("pk")))))


def _post(message: Message, view: View) -> Post:
    short = copy(message)
    short.body, is_cut = beginning(message.body)
    has_answers, has_news = (getattr(message, name) for name in ("has_answers", "has_news"))
    return Post(shown(short, view), is_cut, has_answers, has_news)


def loaded(messages: list[Message], room: Room) -> list[Message]:
    """Return the messages with what showing them needs."""
    for message in messages:
        message.room = room
    load_parties(messages)
    return messages


def thread_page(room: Room, access: GroupAccess, post: Message, before: int | None = None) -> Page:
    """Return the post and its newest answers, oldest first; with `before` the answers before that number alone."""
    found = Message.objects.filter(room=room, thread=post).visible_to(access).without_traces()
    if before is not None:
        found = found.filter(number__lt=before)
    answers = list(found.last_first().with_people().select_related("thread")[: ANSWERS + 1])
    has_more = len(answers) > ANSWERS
    messages = loaded([*([post] if before is None else []), *answers[:ANSWERS][::-1]], room)
    return Page(room, room.last_change if before is None else 0, has_more, messages, is_newest=before is None)


def thread_changes(room: Room, access: GroupAccess, post: Message, after: int) -> Page:
    """Return the present state of what changed in this thread since the room's counter `after`, in order of change."""
    found = Message.objects.filter(Q(pk=post.pk) | Q(thread=post), room=room, change__lte=room.last_change)
    found = found.changed_since(after).visible_to(access)
    changed = loaded(list(found.with_people().select_related("thread")[: PAGE + 1]), room)
    has_more = len(changed) > PAGE
    changed = changed[:PAGE]
    return Page(room, changed[-1].change if has_more else room.last_change, has_more, changed)


def walls_with_news(user: User) -> list[Group]:
    """Return the groups of this person on whose wall something stands that they have not seen; nothing is counted."""
    members = Membership.objects.taking_part().filter(user=user, group__has_wall=True).select_related("group", "user")
    rooms = {
        room.group_id: room for room in Room.objects.filter(kind=Room.Kind.WALL, group__in=members.values("group"))
    }
    return [
        member.group
        for member in members
        if (room := rooms.get(member.group_id)) and _has_news(room, access_of_membership(member))
    ]


def _has_news(room: Room, access: GroupAccess) -> bool:
    read_to = read_number(room, access) or 0
    if read_to >= room.last_number or not access.can(Permission.READ):
        return False
    newer = Message.objects.filter(room=room, number__gt=read_to, state=Message.State.VISIBLE).visible_to(access)
    return newer.exclude(author_id=access.membership_id).exists()
