"""A meeting that was stopped: those who look after the group look at it, as at a report."""

from apps.groups.models import Group
from apps.meetings.events import MeetingFrozen
from apps.moderation.models import Report
from apps.moderation.services.audit import record_meeting
from apps.moderation.services.cases import Finding, open_case


def keep_incident(event: MeetingFrozen) -> None:
    """The log has a line, and the first stop of a meeting waits in the moderators' queue until somebody looked at it."""
    record_meeting(event.access, event.meeting, "meeting.frozen" if event.is_frozen else "meeting.restored")
    if event.is_frozen:
        finding = Finding(
            subject=Report.Subject.MEETING,
            subject_id=event.meeting,
            snapshot={"meeting": event.meeting, "title": event.title},
        )
        group = Group.objects.get(pk=event.access.group_id)
        open_case(group, finding, reporter_id=event.access.membership_id)
