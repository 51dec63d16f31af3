"""What happens to one occurrence alone: another time, other words, cancelled, and brought back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess
from apps.meetings.errors import ChangedMeanwhile, MeetingBegun, MeetingCancelled, MeetingOver
from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.services.occurrences import timetable_of
from apps.meetings.services.rescheduling import cancel_meetings
from apps.meetings.services.rsvps import fill_places
from apps.meetings.services.telling import Change, Touched, tell_coming
from apps.meetings.services.whose import require_may_plan

FIELDS = ("starts_at", "ends_at", "own_title", "own_description")


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """How one occurrence is to be; without a title or description of its own it has those of its series."""

    starts_at: datetime
    duration: timedelta
    own_title: str = ""
    own_description: str = ""


def state_of(meeting: Meeting) -> str:
    """Return a mark of the meeting as it is: another one after any change, the same for the same."""
    shown = [str(getattr(meeting, name)) for name in (*FIELDS, "state")]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


@transaction.atomic
def change_meeting(access: GroupAccess, meeting: Meeting, plan: MeetingPlan, *, seen: str = "") -> None:
    """Make this occurrence as planned; whoever is coming is told, once, unless nothing changed.

    With a time or length that differs from the timetable's it has one of its own, and no longer moves with its series;
    put back to the timetable's it does again.

    Raises MeetingBegun, MeetingCancelled, and ChangedMeanwhile when it is not as it was `seen` (`state_of`).
    """
    meeting = _locked(meeting)
    require_may_plan(access, meeting.series)
    _require_planned(meeting)
    if seen and seen != state_of(meeting):
        raise ChangedMeanwhile
    before = [getattr(meeting, name) for name in FIELDS]
    after = [plan.starts_at, plan.starts_at + plan.duration, plan.own_title, plan.own_description]
    if before == after:
        return
    for name, value in zip(FIELDS, after, strict=True):
        setattr(meeting, name, value)
    foreseen = timetable_of(meeting.series).occurrence(meeting.occurs_on)
    meeting.is_moved = (meeting.starts_at, meeting.ends_at) != (foreseen.starts_at, foreseen.ends_at)
    meeting.save(update_fields=[*FIELDS, "is_moved"])
    tell_coming([Touched(meeting, Change.MOVED if before[0] != after[0] else Change.CHANGED)])


@transaction.atomic
def cancel_meeting(access: GroupAccess, meeting: Meeting) -> None:
    """Cancel this occurrence alone and tell whoever is coming, once. Raises MeetingBegun; repeating changes nothing."""
    meeting = _locked(meeting)
    require_may_plan(access, meeting.series)
    if meeting.state != Meeting.State.CANCELLED:
        _require_planned(meeting)
        tell_coming(cancel_meetings([meeting]))


@transaction.atomic
def restore_meeting(access: GroupAccess, meeting: Meeting) -> None:
    """A cancelled meeting takes place after all, with the answers it had; whoever said yes is told, once.

    Raises MeetingOver when its time has come; repeating changes nothing.
    """
    meeting = _locked(meeting)
    require_may_plan(access, meeting.series)
    if meeting.state != Meeting.State.CANCELLED:
        return
    if meeting.starts_at <= timezone.now():
        raise MeetingOver
    meeting.state = Meeting.State.PLANNED
    meeting.save(update_fields=["state"])
    tell_coming([Touched(meeting, Change.BACK)])
    fill_places(meeting)


def _require_planned(meeting: Meeting) -> None:
    if meeting.state == Meeting.State.CANCELLED:
        raise MeetingCancelled
    if meeting.state != Meeting.State.PLANNED or meeting.ends_at <= timezone.now():
        raise MeetingBegun


def _locked(meeting: Meeting) -> Meeting:
    """Return the meeting, locked after its series as every change of plans does."""
    list(MeetingSeries.objects.select_for_update(no_key=True).filter(meetings=meeting.pk).values_list("pk"))
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("series__group")
    locked = rows.filter(pk=meeting.pk).first()
    if locked is None:
        # A change of its series took it away this moment.
        raise NotFound
    return locked
