"""What members read on their notices page about meetings; the mail that follows is the neutral one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core.wording import speaking
from apps.groups.models import Membership
from apps.meetings.models import Answer, Meeting, Service, ServiceRole
from apps.meetings.services.words import spoken_moment
from apps.notifications.models import Notice
from apps.notifications.services.sending import naming, notify, notify_many

# A notice names so many meetings one by one, and counts the rest.
NAMED = 5
# The kinds of notices that may say that a meeting does not take place.
FALLEN_AWAY = ("meeting_cancelled", "meetings_changed")


class Change(StrEnum):
    """What became of a meeting."""

    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Touched:
    """A meeting, as it is now, and what became of it."""

    meeting: Meeting
    change: Change


def tell_coming(touched: Iterable[Touched]) -> None:
    """Everybody who said yes to one of these meetings, or serves at one, is told of all of theirs in one notice.

    Save the changes first: this does not look again.
    """
    by_meeting = {one.meeting.pk: one for one in sorted(touched, key=lambda one: one.meeting.starts_at)}
    of_member: dict[int, list[Touched]] = defaultdict(list)
    members: dict[int, Membership] = {}
    for meeting_id, member in _coming(by_meeting):
        members[member.pk] = member
        of_member[member.pk].append(by_meeting[meeting_id])
    for pk, member in sorted(members.items()):
        own = of_member[pk]
        if len(own) == 1:
            _tell(own[0].meeting, member, f"meeting_{own[0].change}")
        else:
            _tell_of_several(own, member)


def tell_place_free(meeting: Meeting, member: Membership) -> None:
    """Tell somebody who waited that they have a place."""
    _tell(meeting, member, "meeting_place_free")


def tell_reminders(reminded: Sequence[tuple[Meeting, Membership]]) -> None:
    """Put each reminder on the member's page. No mail follows from it: that is a reminder of its own."""
    notify_many([_notice(meeting, member, "meeting_reminder") for meeting, member in reminded])


def tell_service_untaken(service: Service, members: Iterable[Membership]) -> None:
    """Tell these members that somebody cannot serve, and that nobody took it over."""
    for member in members:
        _tell(service.meeting, member, "service_untaken", role=service.role)


def tell_service_ended(service: Service) -> None:
    """Tell whoever had a role that it is free again, because they may not write in the group when the meeting begins."""
    _tell(service.meeting, service.membership, "service_ended", role=service.role)


def tell_service_taken_over(service: Service, former: Membership) -> None:
    """Tell whoever offered a role that somebody else has it now."""
    _tell(service.meeting, former, "service_taken_over", role=service.role)


def whose_words(meeting: Meeting) -> list[str]:
    """Return whose words its title is (public ids of memberships): a member's who offers it, or nobody's but the group's."""
    member = meeting.series.offered_by
    return [member.public_id] if member else []


def keep_no_title(member: Membership) -> None:
    """That what this member offered does not take place stands in unread notices without its title, their words.

    Whoever was coming must learn of it all the same. The way to the meeting leads nowhere without it: the group's is there.
    """
    address = reverse("meetings:group_meetings", args=[member.group.public_id])
    for notice in naming(member.public_id).filter(kind__in=FALLEN_AWAY, read_at=None):
        notice.details |= {"meeting": "", "link": address}
        notice.names = []
        notice.save(update_fields=["details", "names"])


def _coming(meetings: Iterable[int]) -> list[tuple[int, Membership]]:
    """Return each meeting with each member who said yes to it or serves at it, in the order of the meetings."""
    found: list[tuple[int, Membership]] = []
    for pk in meetings:
        said_yes = Q(rsvps__meeting=pk, rsvps__answer=Answer.YES)
        members = Membership.objects.taking_part().filter(said_yes | Q(services__meeting=pk))
        found += [(pk, member) for member in members.distinct().select_related("user")]
    return found


def _tell(meeting: Meeting, member: Membership, kind: str, *, role: str = "") -> None:
    notice = _notice(meeting, member, kind)
    if role:
        with speaking(member.user.language):
            notice.details["role"] = str(ServiceRole(role).label)
    notify(notice.user_id, kind=kind, scope=notice.scope, details=notice.details, names=notice.names, wants_mail=True)


def _notice(meeting: Meeting, member: Membership, kind: str) -> Notice:
    details = {
        "meeting": meeting.title,
        "group": meeting.group.name,
        "when": _when(meeting, member),
        "starts_at": meeting.starts_at.isoformat(),
        "link": reverse("meetings:meeting", args=[meeting.public_id]),
    }
    names = whose_words(meeting)
    return Notice(user_id=member.user_id, kind=kind, scope=meeting.group.public_id, details=details, names=names)


def _tell_of_several(touched: Sequence[Touched], member: Membership) -> None:
    first = touched[0].meeting
    details = {
        "meeting": first.title,
        "group": first.group.name,
        "lines": [{"change": one.change.value, "when": _when(one.meeting, member)} for one in touched[:NAMED]],
        "more": max(len(touched) - NAMED, 0),
        "link": reverse("meetings:group_meetings", args=[first.group.public_id]),
    }
    scope, names = first.group.public_id, whose_words(first)
    notify(member.user_id, kind="meetings_changed", scope=scope, details=details, names=names, wants_mail=True)


def _when(meeting: Meeting, member: Membership) -> str:
    user = member.user
    zone = ZoneInfo(user.time_zone) if user.time_zone else timezone.get_default_timezone()
    with speaking(user.language), timezone.override(zone):
        return spoken_moment(meeting.starts_at, zone)
