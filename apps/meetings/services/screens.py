"""A host's screen in a meeting: one at a time, where the series allows it, and never longer than its host is there."""

from django.db import transaction

from apps.groups.permissions import GroupAccess, Permission
from apps.meetings.errors import NoScreens, ScreenTaken
from apps.meetings.models import Meeting
from apps.meetings.services.hosting import lock_running, require_host, tell_changed
from apps.meetings.services.seats import own_seat, require_going_on


@transaction.atomic
def share(access: GroupAccess, meeting: Meeting) -> None:
    """The host's picture is their screen from now on. Repeating it changes nothing.

    Raises NotPermitted, NoScreens, ScreenTaken, RoomFrozen.
    """
    running = lock_running(meeting)
    access.require(Permission.POST_MESSAGE)
    require_host(access, meeting)
    if not meeting.series.hosts_may_share_screens:
        raise NoScreens
    require_going_on(meeting)
    seat = own_seat(access, meeting)
    if running.screen_id not in {None, seat.pk}:
        raise ScreenTaken
    seat.has_picture, running.screen = True, seat
    seat.save(update_fields=["has_picture"])
    running.save(update_fields=["screen"])
    tell_changed(meeting)


@transaction.atomic
def stop(access: GroupAccess, meeting: Meeting) -> None:
    """The screen is shown no more, and no picture instead; for whoever shares none nothing changes."""
    running = lock_running(meeting)
    seat = own_seat(access, meeting)
    if running.screen_id != seat.pk:
        return
    seat.has_picture, running.screen = False, None
    seat.save(update_fields=["has_picture"])
    running.save(update_fields=["screen"])
    tell_changed(meeting)
