"""Stopping a meeting at once, for everybody, and letting it go on.

The rows of those inside stay as they are while it is frozen: what they may send is decided with it
(`Standing.may_be_heard`), so that afterwards everybody is as they were, the muted muted.
"""

from django.db import transaction
from django.utils import timezone

from apps.core.errors import NotPermitted
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.events import MeetingFrozen, tell_meeting_frozen
from apps.meetings.models import Meeting
from apps.meetings.services.hosting import is_host, is_inside, lock_running, membership_id, tell_changed
from apps.meetings.services.turns import resume_clocks


def may_freeze(access: GroupAccess, *, is_host: bool) -> bool:
    """Tell whether this person may stop the meeting, and take lines away: hosts, and whoever moderates the group."""
    return access.can(Permission.MUTE_MEMBER) or is_host


@transaction.atomic
def freeze(access: GroupAccess, meeting: Meeting) -> None:
    """Nobody speaks, shows, writes or comes in from now on, and those who look after the group know.

    Freezing it again changes nothing. Raises NotPermitted, MeetingOver.
    """
    running = lock_running(meeting)
    _require(access, meeting)
    if running.frozen_at is not None:
        return
    running.frozen_at, running.frozen_by_id, running.screen = timezone.now(), membership_id(access), None
    running.save(update_fields=["frozen_at", "frozen_by", "screen"])
    _tell(access, meeting, is_frozen=True)


@transaction.atomic
def restore(access: GroupAccess, meeting: Meeting) -> None:
    """The meeting goes on, everybody as they were. Repeating it changes nothing. Raises NotPermitted, MeetingOver."""
    running = lock_running(meeting)
    _require(access, meeting)
    if running.frozen_at is None:
        return
    resume_clocks(running, stopped_at=running.frozen_at)
    running.frozen_at = running.frozen_by = None
    running.save(update_fields=["frozen_at", "frozen_by"])
    _tell(access, meeting, is_frozen=False)


def _require(access: GroupAccess, meeting: Meeting) -> None:
    access.require(Permission.ATTEND_MEETING)
    if not is_inside(access, meeting) or not may_freeze(access, is_host=is_host(access, meeting)):
        raise NotPermitted


def _tell(access: GroupAccess, meeting: Meeting, *, is_frozen: bool) -> None:
    tell_meeting_frozen(MeetingFrozen(access, meeting.public_id, meeting.title, is_frozen))
    tell_changed(meeting)
