"""What stands on the walls of the fictional groups: posts with answers, and pages in memory of somebody with their days."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from apps.groups.models import Group, Membership
from apps.home.demo.talk import moment_of
from apps.messaging.models import Memorial, Message, ReadMark, RememberedDay, Room
from apps.messaging.services.rooms import wall_room


def make_wall(group: Group, plan: Mapping[str, Any]) -> None:
    """Fill the group's wall; everybody has seen all but the latest answer or post."""
    if not plan:
        return
    room = wall_room(group)
    authors = {member.alias: member for member in group.memberships.all()}
    messages = [*_posts(room, plan.get("posts", []), authors), *_pages(room, plan.get("memorials", []), authors)]
    _number(room, messages)
    ReadMark.objects.bulk_create(
        [ReadMark(membership=member, room=room, number=room.last_number - 1) for member in authors.values()]
    )


def _posts(room: Room, entries: Sequence[Mapping[str, Any]], authors: Mapping[str, Membership]) -> Iterator[Message]:
    for entry in entries:
        post = _message(room, entry, authors)
        yield post
        for answer in entry.get("answers", []):
            yield _message(room, answer, authors, thread=post)


def _pages(room: Room, entries: Sequence[Mapping[str, Any]], authors: Mapping[str, Membership]) -> Iterator[Message]:
    for entry in entries:
        memorial = Memorial.objects.create(
            room=room, founder=authors[entry["by"]], name=entry["name"], born_on=entry["born"], died_on=entry["died"]
        )
        opening = _message(room, entry, authors, memorial=memorial)
        yield opening
        _keep_days(memorial, authors[entry["by"]], entry.get("days", []))
        for memory in entry["memories"]:
            yield _message(room, memory, authors, thread=opening, memorial=memorial)


def _keep_days(memorial: Memorial, asker: Membership, entries: Sequence[Mapping[str, Any]]) -> None:
    for entry in entries:
        RememberedDay.objects.create(memorial=memorial, asker=asker, **entry)


def _message(room: Room, entry: Mapping[str, Any], authors: Mapping[str, Membership], **place: Any) -> Message:
    return Message(
        room=room,
        author=authors[entry["by"]],
        client_id=str(uuid4()),
        body=entry["text"].strip(),
        kind=entry.get("kind", Message.Kind.PLAIN),
        content_note=entry.get("note", ""),
        posted_at=moment_of(entry, ZoneInfo(room.group.time_zone)),
        **place,
    )


def _number(room: Room, messages: Sequence[Message]) -> None:
    """Number them in the order of time; a post comes before its answers, so it is kept first."""
    in_order = sorted(messages, key=lambda message: message.posted_at)
    for number, message in enumerate(in_order, start=1):
        message.number = message.change = number
        message.save()
    room.last_number = room.last_change = len(in_order)
    room.last_posted_at = in_order[-1].posted_at
    room.save(update_fields=["last_number", "last_change", "last_posted_at"])
