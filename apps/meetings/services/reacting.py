"""Quiet answers in a meeting: seen for a moment by whoever is there, kept and counted nowhere."""

from apps.core.errors import Invalid
from apps.core.realtime import tell_topic
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import NotInRoom
from apps.meetings.models import Meeting
from apps.meetings.services.hosting import is_inside, meeting_topic
from apps.meetings.services.seats import require_going_on
from apps.messaging.models import Reaction
from apps.messaging.services.pacing import count_change

EVENT = "meeting.reaction"


def react(access: GroupAccess, meeting: Meeting, kind: str) -> None:
    """Everybody in the room sees it beside the person's name for a moment; it may be lost, and nothing is kept.

    Raises Muted, NotInRoom, RoomFrozen, NoHostHere, TooFast, Invalid.
    """
    access.require(Permission.POST_MESSAGE)
    if kind not in Reaction.Kind.values:
        raise Invalid
    if not is_inside(access, meeting):
        raise NotInRoom
    require_going_on(meeting)
    count_change(access.user_id or 0)
    tell_topic(meeting_topic(meeting), EVENT, person=access.membership_public_id, kind=kind)
