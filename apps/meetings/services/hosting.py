"""Who hosts a meeting, and what every change of a running meeting begins and ends with.

A person hosts as a facilitator of the group, because the series names them, or because they took or were given the role
for this one meeting. Whoever acts on the meeting locks its row first, so that two hosts act one after the other.
"""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.core.errors import NotFound, NotPermitted
from apps.core.realtime import tell_topic
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.meetings.errors import MeetingOver, RoomFrozen
from apps.meetings.models import Meeting, Running, Seat, Service, ServiceRole

# They answer for the room: a block never hides them, and a frozen room lets them in.
RESPONSIBLE = {Role.FACILITATOR, Role.MODERATOR, Role.OWNER}
HOSTING = (ServiceRole.HOST, ServiceRole.COHOST)
# A host whose connection broke has this long to come back before the room waits for one.
HOST_MAY_BE_AWAY = timedelta(seconds=30)


def meeting_topic(meeting: Meeting) -> str:
    """Return the control topic of everybody's sockets in this meeting."""
    return f"meeting.{meeting.public_id}"


def membership_id(access: GroupAccess) -> int:
    """Return which membership this is. Raises NotFound for whoever has none."""
    if access.membership_id is None:
        raise NotFound
    return access.membership_id


def is_host(access: GroupAccess, meeting: Meeting, named: frozenset[int] | None = None) -> bool:
    """Tell whether this person hosts. `named` are the meeting's `named_hosts`, for whoever has read them already."""
    if not access.is_member or not access.can(Permission.ATTEND_MEETING):
        return False
    return access.can(Permission.HOST_MEETING) or membership_id(access) in _read(meeting, named)


def is_greeter(access: GroupAccess, meeting: Meeting, named: frozenset[int] | None = None) -> bool:
    """Tell whether this person greets whoever waits at the door: hosts, the group's greeters and the meeting's."""
    if access.can(Permission.WELCOME) or is_host(access, meeting, named):
        return True
    greeting = Service.objects.filter(meeting=meeting, role=ServiceRole.GREETER)
    return greeting.filter(membership=membership_id(access)).exists()


def named_hosts(meeting: Meeting) -> frozenset[int]:
    """Return the memberships that host this meeting beside the group's facilitators."""
    of_series = meeting.series.hosts.order_by().values_list("pk", flat=True)
    serving = Service.objects.filter(meeting=meeting, role__in=HOSTING).values_list("membership_id", flat=True)
    return frozenset(of_series.union(serving))


def _read(meeting: Meeting, named: frozenset[int] | None) -> frozenset[int]:
    return named_hosts(meeting) if named is None else named


def has_host(meeting: Meeting, named: frozenset[int] | None = None) -> bool:
    """Tell whether a host is in the room, or was a moment ago."""
    seen_after = timezone.now() - HOST_MAY_BE_AWAY
    return host_seats(meeting, named).filter(seen_at__gt=seen_after).exists()


def host_seats(meeting: Meeting, named: frozenset[int] | None = None) -> QuerySet[Seat]:
    """Return the seats of hosts in the room, whether a browser speaks for them now or not."""
    hosting = Q(membership_id__in=_read(meeting, named)) | Q(membership__roles__contains=[Role.FACILITATOR])
    return Seat.objects.filter(hosting, meeting=meeting, state=Seat.State.ADMITTED)


def require_host(access: GroupAccess, meeting: Meeting) -> None:
    """Hosts act from inside: whoever has not come in, or was sent out, does not."""
    access.require(Permission.ATTEND_MEETING)
    if not is_inside(access, meeting) or not is_host(access, meeting):
        raise NotPermitted


def is_inside(access: GroupAccess, meeting: Meeting) -> bool:
    """Tell whether the person was let into the room and has not left it."""
    return Seat.objects.filter(meeting=meeting, membership_id=membership_id(access), state=Seat.State.ADMITTED).exists()


def lock_meeting(meeting: Meeting) -> Meeting:
    """Return the meeting as it is now; nobody else changes it until the transaction ends."""
    found = (
        Meeting.objects.select_for_update(of=("self",)).select_related("series__group").filter(pk=meeting.pk).first()
    )
    if found is None:
        raise NotFound
    return found


def lock_running(meeting: Meeting) -> Running:
    """Return what is set in a meeting that is open, to be changed by a host. Raises MeetingOver."""
    if lock_meeting(meeting).state != Meeting.State.OPEN:
        raise MeetingOver
    running, _ = Running.objects.select_for_update().get_or_create(meeting=meeting)
    return running


def led(access: GroupAccess, meeting: Meeting) -> Running:
    """Return what is set in the meeting, to be changed by this host while it goes on.

    Raises NotPermitted, MeetingOver, and RoomFrozen: while the room is stopped nobody is asked anything.
    """
    running = lock_running(meeting)
    require_host(access, meeting)
    require_moving(running)
    return running


def require_moving(running: Running) -> None:
    """Pass while the room is not stopped. Raises RoomFrozen."""
    if running.frozen_at is not None:
        raise RoomFrozen


def tell_changed(meeting: Meeting) -> None:
    """After commit every socket of the meeting looks at it again."""
    tell_topic(meeting_topic(meeting), "meeting.changed")
