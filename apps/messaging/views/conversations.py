"""Asking a member for a conversation of two, answering such a request, and the conversation's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.requests import person_of
from apps.core.errors import DomainError
from apps.core.middleware import wants_json
from apps.core.public_ids import new_public_id
from apps.core.wording import in_words
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.blocking import find_other
from apps.groups.views_support import group_view, render_group
from apps.messaging.models import Room
from apps.messaging.rules.conversations import LONGEST_REQUEST
from apps.messaging.services.conversations import (
    accept,
    ask,
    both_of,
    conversation_between,
    conversation_in,
    decline,
    note_in,
    require_may_ask,
    standing_in,
)
from apps.messaging.services.rooms import enter_room
from apps.messaging.services.telling import forget_notices
from apps.messaging.views.places import page_of_room
from apps.messaging.views.rooms import room_page


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def asking(request: GroupRequest, member_id: str) -> HttpResponse:
    """Say what asking means, and send the short note; who has a conversation with them already is led to it."""
    other = find_other(request.access, member_id)
    try:
        if request.method == "POST":
            words, client_id = _note(request)
            return redirect(page_of_room(ask(request.access, other, words, client_id).room))
        known = conversation_between(request.access.membership_id or 0, other.pk)
        if known is not None:
            return redirect(page_of_room(known.room))
        require_may_ask(request.access, other)
    except DomainError as error:
        if wants_json(request) or error.status == 404:
            raise
        return _asking_page(request, other, error)
    return _asking_page(request, other)


def _note(request: HttpRequest) -> tuple[str, str]:
    return request.POST.get("body", ""), request.POST.get("client_id", "").replace("\0", "")[:64] or new_public_id()


def _asking_page(request: GroupRequest, other: Membership, error: DomainError | None = None) -> HttpResponse:
    # What was typed can be corrected; who may not ask at all is offered nothing to type.
    context = {
        "other": other,
        "problem": in_words(error) if error else "",
        "may_ask": error is None or error.status in {422, 429},
        "body": request.POST.get("body", ""),
        "client_id": request.POST.get("client_id") or new_public_id(),
        "longest": LONGEST_REQUEST,
    }
    return render_group(request, "messaging/request_new.html", context, status=_status(request, error))


def _status(request: HttpRequest, error: DomainError | None) -> int:
    return error.status if error and request.method == "POST" else 200


@require_safe
@login_required
def conversation(request: HttpRequest, room_id: str) -> HttpResponse:
    """Show a conversation of two, or the request that waits for this one's answer."""
    room, access = _enter(request, room_id)
    if request.method == "GET":
        forget_notices(access.user_id or 0, room)
    standing = standing_in(room, access)
    if standing.is_waiting_for_me or standing.is_declined_by_me:
        shown = both_of(room, access) | {"room": room, "group": room.group, "note": note_in(room)}
        return render(request, "messaging/request.html", shown)
    return room_page(request, room, access)


@require_POST
@login_required
def request_accept(request: HttpRequest, room_id: str) -> HttpResponse:
    """Say yes: from now on the two can write to each other."""
    room, access = _enter(request, room_id)
    accept(access, room.public_id)
    return redirect(page_of_room(room))


@require_POST
@login_required
def request_decline(request: HttpRequest, room_id: str) -> HttpResponse:
    """Put the request away without a word."""
    room, access = _enter(request, room_id)
    decline(access, room.public_id)
    messages.success(request, _("It is put away. Nobody is told."))
    return redirect("messaging:inbox")


def _enter(request: HttpRequest, room_id: str) -> tuple[Room, GroupAccess]:
    room, access = enter_room(room_id, person_of(request))
    conversation_in(room)
    return room, access
