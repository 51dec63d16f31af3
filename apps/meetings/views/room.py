"""The way into a meeting: its door, and the room behind it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound
from apps.groups.errors import AgreementChanged, AgreementMissing
from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import MeetingCancelled, MeetingOver, NoDoorYet, NotForNewcomers, RemovedFromMeeting
from apps.meetings.models import Format, Meeting, Seat
from apps.meetings.services import seats
from apps.meetings.services.hosting import is_host, membership_id
from apps.meetings.services.live import find_door
from apps.messaging.services.presenting import quiet_answers

# The one page that may ask for camera and microphone, and a host for a screen.
ROOM_PERMISSIONS = "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()"
LONGEST_VERSION = 10
EXPLAINED_AT_THE_DOOR = (
    AgreementMissing,
    AgreementChanged,
    NoDoorYet,
    MeetingOver,
    MeetingCancelled,
    NotForNewcomers,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Show the door to whoever has not come in, and the room to whoever has; a POST is knocking.

    Whoever is not in the group meets neither; the meeting's own page, where they may see it, leads to joining.
    """
    user = request.user
    if not isinstance(user, User):
        raise NotFound
    meeting, access = find_door(meeting_id, user)
    if request.method == "POST":
        return _knock(request, meeting, access)
    seat = Seat.objects.filter(meeting=meeting, membership_id=membership_id(access)).first()
    if seat is not None and seat.state == Seat.State.REMOVED:
        raise RemovedFromMeeting
    if seat is not None and seat.state in {Seat.State.WAITING, Seat.State.ADMITTED} and meeting.has_door():
        page = "meetings/outside.html" if meeting.series.outside_url else "meetings/room.html"
        return _with_devices(render(request, page, _context(meeting, access)))
    return _door(request, meeting, access)


def _knock(request: HttpRequest, meeting: Meeting, access: GroupAccess) -> HttpResponse:
    agreed = request.POST.get("agreement", "")
    # Longer numbers are no versions, and Python reads none of thousands of digits.
    version = int(agreed) if agreed.isdecimal() and len(agreed) < LONGEST_VERSION else None
    listens = request.POST.get("way") == "listen"
    try:
        seats.enter(access, meeting, agreement_version=version, is_just_listening=listens)
    except EXPLAINED_AT_THE_DOOR as error:
        return _door(request, meeting, access, error)
    return redirect("meetings:room", meeting.public_id)


def _door(
    request: HttpRequest, meeting: Meeting, access: GroupAccess, error: DomainError | None = None
) -> HttpResponse:
    context = _context(meeting, access) | {
        "agreement": meeting.group.agreement,
        "has_door": meeting.has_door(),
        "opens_in": meeting.door_opens_in(),
        "problem": gettext(error.sentence) if error else "",
    }
    return _with_devices(render(request, "meetings/door.html", context, status=error.status if error else 200))


def _context(meeting: Meeting, access: GroupAccess) -> dict[str, object]:
    return {
        "meeting": meeting,
        "group": meeting.group,
        "access": access,
        "has_sound": meeting.series.format != Format.CHAT,
        "has_pictures": meeting.series.format == Format.VIDEO,
        "is_outside": bool(meeting.series.outside_url),
        "is_host": is_host(access, meeting),
        "may_moderate": access.can(Permission.SEE_MODERATION),
        "may_share": meeting.series.hosts_may_share_screens,
        "quiet_answers": quiet_answers(),
    }


def _with_devices(response: HttpResponse) -> HttpResponse:
    response["Permissions-Policy"] = ROOM_PERMISSIONS
    return response
