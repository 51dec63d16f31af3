"""One meeting for one person, or nothing."""

from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import read_access
from apps.meetings.models import Meeting, MeetingSeries


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
    access.require(Permission.PLAN_MEETING)
    return meeting, access


def find_series(public_id: str, access: GroupAccess) -> MeetingSeries:
    """Return a series of the group that `access` is about. Raises NotFound."""
    series = MeetingSeries.objects.filter(public_id=public_id, group_id=access.group_id).select_related("group").first()
    if series is None:
        raise NotFound
    return series
