"""Posts on the wall and the answers to them: which post a message belongs to, and who can still answer it."""

from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess
from apps.messaging.errors import MemorialClosed, ThreadClosed
from apps.messaging.models import Message, Room


def put_on_wall(message: Message, thread: str, access: GroupAccess) -> None:
    """The message stands under the post with that public id, or by itself where `thread` is empty.

    On a wall it quotes nothing that stands on another page.

    The caller holds the room's lock: a post that is hidden meanwhile is answered before or not at all. Raises
    ThreadClosed, MemorialClosed, and NotFound for a wall that the group does not use.
    """
    room = message.room
    if room.kind == Room.Kind.WALL and not room.group.has_wall:
        raise NotFound
    if thread:
        message.thread = find_open_post(room, thread, access)
        message.memorial = message.thread.memorial
    quoted = message.reply_to
    if quoted and room.kind == Room.Kind.WALL and (quoted.thread_id or quoted.pk) != message.thread_id:
        message.reply_to = None


def find_open_post(room: Room, thread: str, access: GroupAccess) -> Message:
    """Return the post of this wall that the person can see and answer. Raises ThreadClosed or MemorialClosed."""
    if room.kind != Room.Kind.WALL:
        raise ThreadClosed
    found = Message.objects.filter(room=room, public_id=thread, thread=None, state=Message.State.VISIBLE)
    post = found.visible_to(access).select_related("author", "memorial").first()
    if post is None:
        raise ThreadClosed
    if post.memorial and post.memorial.closed_at:
        raise MemorialClosed
    return post


def find_post(room: Room, post: str, access: GroupAccess) -> Message:
    """Return a post of this wall as it stands, hidden or taken back too. Raises NotFound for whoever does not meet it."""
    is_named = room.kind == Room.Kind.WALL and "\0" not in post
    found = Message.objects.filter(room=room, public_id=post, thread=None) if is_named else Message.objects.none()
    message = found.visible_to(access).with_people().select_related("memorial").first()
    if message is None:
        raise NotFound
    message.room = room
    return message


def is_shut_away(message: Message) -> bool:
    """Tell whether the message is a memory on a page that those who look after the room have hidden."""
    if message.memorial_id is None or message.thread is None:
        return False
    return message.thread.state == Message.State.HIDDEN
