"""What members read on their notices page about meetings; the mail that follows is the neutral one."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from apps.groups.models import Membership
from apps.meetings.models import Answer, Meeting, Service, ServiceRole
from apps.meetings.services.words import spoken_moment
from apps.notifications.services.sending import notify


def who_is_coming(meeting: Meeting) -> QuerySet[Membership]:
    """Return the members who said yes and still take part."""
    return Membership.objects.taking_part().filter(rsvps__meeting=meeting, rsvps__answer=Answer.YES)


def tell_cancelled(meeting: Meeting, members: Iterable[Membership]) -> None:
    """Tell these members that the meeting will not take place; cancel first: this does not look again."""
    for member in members:
        _tell(meeting, member, "meeting_cancelled")


def tell_moved(meeting: Meeting, members: Iterable[Membership]) -> None:
    """Tell these members when the meeting takes place now."""
    for member in members:
        _tell(meeting, member, "meeting_moved")


def tell_place_free(meeting: Meeting, member: Membership) -> None:
    """Tell somebody who waited that they have a place."""
    _tell(meeting, member, "meeting_place_free")


def tell_reminder(meeting: Meeting, member: Membership) -> None:
    """Put the reminder on the member's page. No mail follows from it: that is a reminder of its own."""
    _tell(meeting, member, "meeting_reminder", wants_mail=False)


def tell_service_untaken(service: Service, members: Iterable[Membership]) -> None:
    for member in members:
        _tell(service.meeting, member, "service_untaken", role=service.role)


def tell_service_taken_over(service: Service, former: Membership) -> None:
    _tell(service.meeting, former, "service_taken_over", role=service.role)


def _tell(meeting: Meeting, member: Membership, kind: str, *, wants_mail: bool = True, role: str = "") -> None:
    user = member.user
    zone = ZoneInfo(user.time_zone) if user.time_zone else timezone.get_default_timezone()
    with translation.override(user.language or None):
        when = spoken_moment(meeting.starts_at, zone)
    notify(
        user.pk,
        kind=kind,
        scope=meeting.group.public_id,
        details={
            "meeting": meeting.title,
            "group": meeting.group.name,
            "when": when,
            "starts_at": meeting.starts_at.isoformat(),
            "link": reverse("meetings:meeting", args=[meeting.public_id]),
            "role": str(ServiceRole(role).label) if role else "",
        },
        wants_mail=wants_mail,
    )
