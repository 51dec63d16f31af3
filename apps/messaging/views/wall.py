"""The wall: its posts, one post with what was answered, and where a post is written."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.errors import DomainError, NotFound
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess
from apps.groups.requests import GroupRequest
from apps.groups.services.duty import duty_of
from apps.groups.views_support import render_group
from apps.messaging.forms import whole_number
from apps.messaging.models import Memorial, Message, Room
from apps.messaging.services.memorials import is_out_of_sight, may_look_after, openings_in
from apps.messaging.services.pages import days_of
from apps.messaging.services.posting import Draft
from apps.messaging.services.reading import mark_read
from apps.messaging.services.remembering import is_asked_to_decide, remembered_today
from apps.messaging.services.rooms import people_count_of, wall_room
from apps.messaging.services.threads import find_post
from apps.messaging.services.viewing import view_of
from apps.messaging.services.wall import loaded, read_posts, thread_page
from apps.messaging.views.composing import composer_of
from apps.messaging.views.places import page_of_thread
from apps.messaging.views.support import room_view

NAMES_BESIDE = 12


@require_safe
@room_view
def wall(request: GroupRequest) -> HttpResponse:
    """Show the newest posts, each as a card, and whom the group remembers."""
    room = used_wall(request.group)
    before = whole_number(request.GET.get("before"))
    shown = read_posts(room, request.access, view_of(request.access), before)
    openings = list(openings_in(room, request.access)[: NAMES_BESIDE + 1])
    context = {
        "room": room,
        "posts": shown.posts,
        "next": shown.before,
        "is_newest": before is None,
        "openings": openings[:NAMES_BESIDE],
        "has_more_names": len(openings) > NAMES_BESIDE,
        "duty": duty_of(request.group),
        "remembered": remembered_today(request.access, request.group),
        "has_asked_days": is_asked_to_decide(request.access, request.group),
    }
    answer = render_group(request, "messaging/wall.html", context)
    if before is None:
        mark_read(room, request.access, room.last_number)
    return answer


@require_safe
@room_view
def wall_writing(request: GroupRequest) -> HttpResponse:
    """Show where a post is written, with what was begun."""
    return _writing_page(request, used_wall(request.group), request.access)


@require_safe
@room_view
def wall_post(request: GroupRequest, message_id: str) -> HttpResponse:
    """Show one post, whole, with its answers; a page in memory of somebody looks likewise."""
    room = used_wall(request.group)
    return _post_page(request, room, request.access, find_post(room, message_id, request.access))


def used_wall(group: Group) -> Room:
    """Return the group's wall. Raises NotFound where the group does without."""
    if not group.has_wall:
        raise NotFound
    return wall_room(group)


def wall_page(
    request: HttpRequest, room: Room, access: GroupAccess, *, draft: Draft, problem: DomainError
) -> HttpResponse:
    """Show what could not be sent again, whole, where it was written."""
    try:
        post = find_post(room, draft.thread, access) if draft.thread else None
    except NotFound:
        post = None
    if post is None:
        return _writing_page(request, room, access, draft=draft, problem=problem)
    return _post_page(request, room, access, post, draft=draft, problem=problem)


def _writing_page(
    request: HttpRequest,
    room: Room,
    access: GroupAccess,
    *,
    draft: Draft | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    view = view_of(access)
    context = _room_parts(room, access)
    context |= composer_of(request, room, access, view, draft=draft, problem=problem)
    return render(request, "messaging/wall_writing.html", context, status=problem.status if problem else 200)


def _post_page(
    request: HttpRequest,
    room: Room,
    access: GroupAccess,
    post: Message,
    *,
    draft: Draft | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    view, before = view_of(access), whole_number(request.GET.get("before"))
    memorial, is_hidden = post.memorial, is_out_of_sight(post, access)
    page = thread_page(room, access, post, before)
    context = _room_parts(room, access) | {
        "post": loaded([post], room)[0],
        "address": page_of_thread(room, post.public_id),
        # The page's modules know one stretch of talk: what came before it has a page of its own.
        "page": replace(page, has_more=False),
        "earlier": page.messages[1 if before is None else 0].number if page.has_more else None,
        "days": days_of(page, view, None),
        "memorial": None if is_hidden else memorial,
        "remembered": remembered_today(access, room.group, memorial=memorial) if memorial and not is_hidden else [],
        "is_out_of_sight": bool(memorial) and is_hidden,
        "may_look_after": memorial is not None and may_look_after(memorial, access),
    }
    context |= composer_of(request, room, access, view, draft=draft, problem=problem, thread=post)
    if post.state != Message.State.VISIBLE or (memorial and memorial.closed_at):
        context |= {"is_shut": True, "writing": _shut(memorial)}
    return render(request, "messaging/wall_post.html", context, status=problem.status if problem else 200)


def _shut(memorial: Memorial | None) -> dict[str, Any]:
    words = _("No memories are added to this page any more.") if memorial else _("Nobody can answer this post now.")
    return {"may_write": False, "detail": words, "letter": ""}


def _room_parts(room: Room, access: GroupAccess) -> dict[str, Any]:
    return {
        "room": room,
        "group": room.group,
        "access": access,
        "people": people_count_of(room),
        "own": access.membership_public_id,
    }
