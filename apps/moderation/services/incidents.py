"""A meeting that was stopped: those who look after the group look at it, as at a report."""

from apps.meetings.events import MeetingFrozen
from apps.moderation.models import Report
from apps.moderation.services.audit import record_meeting
from apps.moderation.services.handling import tell_handlers


def keep_incident(event: MeetingFrozen) -> None:
    """The log has a line, and the first stop of a meeting waits on the moderators' page until somebody looked at it."""
    record_meeting(event.access, event.meeting, "meeting.frozen" if event.is_frozen else "meeting.restored")
    waiting = Report.objects.filter(
        subject=Report.Subject.MEETING, state=Report.State.OPEN, snapshot__meeting=event.meeting
    )
    if not event.is_frozen or waiting.exists():
        return
    report = Report.objects.create(
        group_id=event.access.group_id,
        reporter_id=event.access.membership_id,
        subject=Report.Subject.MEETING,
        category=Report.Category.OTHER,
        snapshot={"meeting": event.meeting, "title": event.title},
    )
    tell_handlers(report)
