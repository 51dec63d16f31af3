"""Whose a series is: the group's, planned by whoever plans, or one member's own activity."""

from apps.core.errors import NotPermitted
from apps.groups.models import Block
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import TakenDown
from apps.meetings.models import MeetingSeries


def offers(access: GroupAccess, series: MeetingSeries) -> bool:
    """Tell whether this activity is their own."""
    return series.is_activity and series.offered_by_id == access.membership_id


def is_parted(access: GroupAccess, series: MeetingSeries) -> bool:
    """Tell whether they and whoever offers this do not meet, by whichever's choice."""
    if not series.is_activity:
        return False
    return Block.objects.between(access.membership_id, series.offered_by_id).exists()


def require_may_plan(access: GroupAccess, series: MeetingSeries) -> None:
    """Pass whoever may change it: planners, and of an activity its member alone.

    Raises NotPermitted, TakenDown, and what `require` raises.
    """
    if not series.is_activity:
        access.require(Permission.PLAN_MEETING)
        return
    access.require(Permission.OFFER_ACTIVITY)
    if not offers(access, series):
        raise NotPermitted
    if series.taken_down_at is not None:
        raise TakenDown


def may_plan(access: GroupAccess, series: MeetingSeries) -> bool:
    """Tell whether they may change it."""
    try:
        require_may_plan(access, series)
    except (NotPermitted, TakenDown):
        return False
    return True
