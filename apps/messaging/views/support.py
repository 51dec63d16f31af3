"""What views of rooms begin with."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse

from apps.accounts.requests import person_of
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view, render_group
from apps.messaging.models import Room
from apps.messaging.services.rooms import enter_room


def entered(request: HttpRequest, room_id: str) -> tuple[Room, GroupAccess]:
    """Return the room and what the person is in it. Raises NotFound for everybody else, signed in or not."""
    return enter_room(room_id, person_of(request))


def room_view[**P](
    view: Callable[Concatenate[GroupRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Put on the request what the member is in the group's rooms now, or show that these rest until somebody is there."""

    @group_view(Permission.READ)
    @wraps(view)
    def wrapped(request: GroupRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.access = request.access.in_rooms()
        is_open = request.access.can(Permission.READ)
        if "rests" in request.GET:
            # A page that waits asks now and then whether it is over.
            return HttpResponse(status=204, headers={"HX-Refresh": "true"} if is_open else {})
        if not is_open and request.method in {"GET", "HEAD"}:
            return render_group(request, "messaging/resting.html")
        request.access.require(Permission.READ)
        return view(request, *args, **kwargs)

    return wrapped
