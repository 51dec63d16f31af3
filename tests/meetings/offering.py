"""Activities for tests: somebody offers one, somebody says yes, and where each is told that it happens."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.services.access import read_access
from apps.meetings.models import Answer, Format, Kind, Meeting
from apps.meetings.services import activities
from apps.meetings.services.rsvps import answer_meeting
from apps.meetings.services.series import SeriesPlan
from apps.meetings.services.where import place_for
from tests.groups.factories import membership_of

PLACE = "The weir café, by the red door"


def plan(**fields: Any) -> SeriesPlan:
    day = timezone.now().date() + timedelta(days=3)
    usual: dict[str, Any] = {
        "title": "A slow walk round the lake",
        "recurrence": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "local_time": time(10),
        "duration": timedelta(hours=2),
        "time_zone": "Europe/London",
        "starts_on": day,
        "ends_on": day,
        "kind": Kind.SOCIAL,
        "format": Format.PERSON,
        "place": PLACE,
    }
    return SeriesPlan(**usual | fields)


def offer(user: User, group: Group, **fields: Any) -> Meeting:
    hosts = (membership_of(user, group).public_id,)
    series = activities.offer_activity(read_access(user, group), group, plan(hosts=hosts, **fields))
    return series.meetings.get()


def told(user: User, meeting: Meeting) -> str:
    """Return where it happens, as this person is told now, read anew."""
    found = Meeting.objects.visible_to(user).with_series().filter(pk=meeting.pk).first()
    return place_for(read_access(user, meeting.group), found) if found else ""


def say(user: User, meeting: Meeting, answer: str = "yes") -> Answer | None:
    return answer_meeting(read_access(user, meeting.group), meeting, answer, has_read_advice=True)
