"""Meeting in person: who is told where, and what everybody reads before their first yes."""

from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import AdviceNotTaken
from apps.meetings.models import Answer, InPersonAdvice, Meeting, MeetingSeries, Rsvp
from apps.meetings.services.whose import is_parted, offers


def place_for(access: GroupAccess, meeting: Meeting) -> str:
    """Return where it happens for whoever said yes, or offers it; nothing for others, nor when it is over or taken down."""
    series = meeting.series
    if not meeting.is_ahead or series.taken_down_at or not access.can(Permission.ATTEND_MEETING):
        return ""
    place = str(series.place)
    if offers(access, series):
        return place
    said_yes = Rsvp.objects.filter(meeting=meeting, membership_id=access.membership_id or 0, answer=Answer.YES).exists()
    return place if said_yes and not is_parted(access, series) else ""


def needs_advice(access: GroupAccess, series: MeetingSeries) -> bool:
    """Tell whether they have yet to read what to mind when people meet in person."""
    return series.is_in_person and not InPersonAdvice.objects.filter(user=access.user_id).exists()


def take_advice(access: GroupAccess, series: MeetingSeries, *, has_read: bool) -> None:
    """Keep that they read it, with their first yes to something in person. Raises AdviceNotTaken where they did not."""
    if not needs_advice(access, series):
        return
    if not has_read:
        raise AdviceNotTaken
    InPersonAdvice.objects.get_or_create(user_id=access.user_id or 0)
