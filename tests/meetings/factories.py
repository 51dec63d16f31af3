"""Meeting series and meetings for tests."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.groups.models import Group, Membership
from apps.meetings.models import Answer, Meeting, MeetingSeries, Rsvp, Script, Step


def make_series(group: Group, title: str = "One evening at a time", **fields: object) -> MeetingSeries:
    """Return a weekly series on Sundays at 20:00 in London, without occurrences."""
    fields = {
        "description": "A round, then open talk.",
        "recurrence": "FREQ=WEEKLY;BYDAY=SU",
        "local_time": time(20),
        "duration": timedelta(hours=1),
        "time_zone": "Europe/London",
        "starts_on": datetime(2026, 1, 4, tzinfo=ZoneInfo("Europe/London")).date(),
    } | fields
    return MeetingSeries.objects.create(group=group, title=title, **fields)


def make_meeting(
    group: Group, *, starts_in: timedelta = timedelta(hours=2), series: MeetingSeries | None = None, **fields: object
) -> Meeting:
    """Return one planned meeting that begins `starts_in` from now."""
    series = series or make_series(group)
    starts_at = timezone.now() + starts_in
    fields = {
        "occurs_on": starts_at.astimezone(ZoneInfo(series.time_zone)).date(),
        "starts_at": starts_at,
        "ends_at": starts_at + series.duration,
    } | fields
    return Meeting.objects.create(series=series, **fields)


def make_rsvp(meeting: Meeting, membership: Membership, answer: str = Answer.YES) -> Rsvp:
    return Rsvp.objects.create(meeting=meeting, membership=membership, answer=answer)


def make_step(group: Group, **fields: object) -> Step:
    """Return one step at the end of the group's only script, which is made when there is none."""
    script, _ = Script.objects.get_or_create(group=group, defaults={"title": "Our evening"})
    fields = {"position": script.steps.count(), "kind": Step.Kind.TOPIC, "title": "Talking"} | fields
    return Step.objects.create(script=script, **fields)
