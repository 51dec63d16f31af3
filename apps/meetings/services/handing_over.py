"""Giving the role of host or co-host to somebody in the room, for this one meeting."""

from django.db import transaction

from apps.core.errors import Invalid, NotPermitted
from apps.groups.permissions import GroupAccess
from apps.meetings.errors import NotInRoom
from apps.meetings.models import Meeting, Seat, Service
from apps.meetings.services.hosting import HOSTING, tell_changed
from apps.meetings.services.seats import seat_for_host


@transaction.atomic
def hand_over(access: GroupAccess, meeting: Meeting, person: str, *, role: str) -> None:
    """Somebody inside hosts now, as host or co-host, instead of whoever had that role. Repeating it changes nothing.

    Facilitators and the hosts of the series stay hosts beside them. Raises NotPermitted (a newcomer, or not a host's
    act), NotInRoom, Invalid.
    """
    if role not in HOSTING:
        raise Invalid
    meeting, seat = seat_for_host(access, meeting, person)
    if seat.state != Seat.State.ADMITTED:
        raise NotInRoom
    if seat.membership.is_newcomer or seat.membership.is_muted():
        raise NotPermitted
    roles = Service.objects.filter(meeting=meeting, role__in=HOSTING)
    roles.filter(membership=seat.membership).exclude(role=role).delete()
    taken = {"membership": seat.membership, "offered_at": None, "told_at": None}
    Service.objects.update_or_create(meeting=meeting, role=role, defaults=taken)
    tell_changed(meeting)
