"""One meeting for one person, or nothing."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess
from apps.groups.services.access import read_access
from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.services.hosting import membership_id
from apps.meetings.services.whose import require_may_plan


def find_visible(public_id: str, user: User | AnonymousUser) -> tuple[Meeting, GroupAccess]:
    """Return a meeting that this person may know of, and what they are in its group. Raises NotFound."""
    meeting = Meeting.objects.visible_to(user).with_series().filter(public_id=public_id).first()
    if meeting is None:
        raise NotFound
    return meeting, read_access(user, meeting.group)


def find_planned_by(public_id: str, user: User) -> tuple[Meeting, GroupAccess]:
    """Return a meeting that this person may change. Raises NotFound, and NotPermitted for other members."""
    meeting, access = find_visible(public_id, user)
    if not access.is_member:
        raise NotFound
    require_may_plan(access, meeting.series)
    return meeting, access


def find_series(public_id: str, access: GroupAccess) -> MeetingSeries:
    """Return a series that the group `access` is about plans. Raises NotFound, for activities too."""
    return _find(MeetingSeries.objects.filter(offered_by=None), public_id, access)


def find_own_activity(public_id: str, access: GroupAccess) -> MeetingSeries:
    """Return an activity that this member offers. Raises NotFound for everything else, and TakenDown."""
    series = _find(MeetingSeries.objects.filter(offered_by=membership_id(access)), public_id, access)
    require_may_plan(access, series)
    return series


def _find(rows: QuerySet[MeetingSeries], public_id: str, access: GroupAccess) -> MeetingSeries:
    series = rows.filter(public_id=public_id, group_id=access.group_id).select_related("group").first()
    if series is None:
        raise NotFound
    return series
