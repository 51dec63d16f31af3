"""How a meeting ends: by its hosts, or by itself when nobody is there any more. Its words end with it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.groups.permissions import GroupAccess
from apps.meetings.models import Line, Meeting, Seat
from apps.meetings.services.chat import delete_lines
from apps.meetings.services.hosting import lock_meeting, require_host, tell_changed

# A meeting that is past its end closes when nobody was seen in it for this long.
EMPTY_FOR = timedelta(minutes=5)
# No meeting goes on for longer than this after its end: it was forgotten, with a window open.
LONGEST_OVERTIME = timedelta(hours=4)


@transaction.atomic
def end_meeting(access: GroupAccess, meeting: Meeting) -> None:
    """Close the room for everybody; nobody comes back. Repeating it changes nothing."""
    meeting = lock_meeting(meeting)
    require_host(access, meeting)
    if meeting.state == Meeting.State.OPEN:
        _end(meeting, timezone.now())


def close_forgotten(now: datetime | None = None) -> int:
    """End the meetings that are past their time and empty, and delete the words of those that are over; return how many."""
    now = now or timezone.now()
    there = Seat.objects.filter(meeting=OuterRef("pk"), state=Seat.State.ADMITTED, seen_at__gt=now - EMPTY_FOR)
    is_forgotten = Q(ends_at__lt=now) & (~Exists(there) | Q(ends_at__lt=now - LONGEST_OVERTIME))
    found = Meeting.objects.filter(is_forgotten, state=Meeting.State.OPEN)
    ended = sum(_end_forgotten(meeting, now) for meeting in found)
    # What a killed process left behind; an open meeting keeps its words.
    gone = Line.objects.exclude(meeting__state=Meeting.State.OPEN).exclude(meeting__ends_at__gt=now)
    gone.delete()
    return ended


@transaction.atomic
def _end_forgotten(found: Meeting, now: datetime) -> bool:
    meeting = lock_meeting(found)
    if meeting.state != Meeting.State.OPEN:
        return False
    _end(meeting, now)
    return True


def _end(meeting: Meeting, now: datetime) -> None:
    meeting.state, meeting.ended_at = Meeting.State.ENDED, now
    meeting.save(update_fields=["state", "ended_at"])
    Seat.objects.filter(meeting=meeting, state__in=[Seat.State.WAITING, Seat.State.ADMITTED]).update(
        state=Seat.State.LEFT, connection="", hand_up_at=None
    )
    delete_lines(meeting)
    tell_changed(meeting)
