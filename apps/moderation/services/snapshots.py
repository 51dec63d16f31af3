"""A message, or a moment of a meeting, as it was when somebody reported it."""

from typing import Any

from django.utils import timezone

from apps.groups.models import Membership
from apps.meetings.models import Line, Meeting
from apps.messaging.models import Message

# What one member wrote in a meeting before the report; the lines go when the meeting is over.
LINES_KEPT = 10


def snapshot_of(message: Message) -> dict[str, Any]:
    """Return the message as JSON: words, kind, note, alias, moment, room and the ids of its pictures.

    `before` is how it was before each edit, `memorial` the name on a page of memory that begins with it. What was taken back before keeps no words: there is nothing left to show.
    """
    author = message.author
    return {
        "id": message.public_id,
        "room_kind": message.room.kind,
        "author": author.public_id if author else "",
        "alias": author.alias if author else "",
        "body": message.body,
        "content_note": message.content_note,
        "kind": message.kind,
        "posted_at": message.posted_at.isoformat(),
        "edited_at": message.edited_at.isoformat() if message.edited_at else "",
        "pictures": [{"id": p.public_id, "description": p.description} for p in message.pictures.order_by("pk")],
        "before": list(message.revisions.values("body", "content_note")),
        "memorial": message.memorial.name if message.memorial and not message.thread_id else "",
    }


def moment_of(meeting: Meeting, member: Membership | None) -> dict[str, Any]:
    """Return a moment of a meeting as JSON: which, when, and the last lines of the member whom it is about."""
    written = Line.objects.filter(meeting=meeting, door_of=None, author=member) if member else Line.objects.none()
    last = list(written.order_by("-written_at", "-pk")[:LINES_KEPT])
    return {
        "meeting": meeting.public_id,
        "title": meeting.title,
        "offered": meeting.description if meeting.series.is_activity else "",
        "moment": timezone.now().isoformat(),
        "room_kind": "meeting",
        "lines": [{"body": line.body, "written_at": line.written_at.isoformat()} for line in reversed(last)],
    }
