"""The pages of a room, and its messages for programs, fragments and browsers without JavaScript."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import person_of
from apps.core.errors import DomainError, NotFound
from apps.core.middleware import wants_fragment, wants_json
from apps.groups.cards import card_lines
from apps.groups.models import Group
from apps.groups.permissions import GroupAccess
from apps.groups.requests import GroupRequest
from apps.groups.services.duty import alias_on_duty
from apps.groups.services.duty_words import room_words
from apps.messaging.forms import draft_from, whole_number
from apps.messaging.models import Room
from apps.messaging.services.company import needs_company
from apps.messaging.services.conversations import both_of
from apps.messaging.services.history import (
    PAGE,
    Page,
    around,
    around_number,
    changed_after,
    describe_page,
    newer_than,
    older_than,
    show,
    where_reading_goes_on,
)
from apps.messaging.services.inbox import conversations_of, rooms_of
from apps.messaging.services.pages import days_of
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.reading import mark_read, read_number
from apps.messaging.services.remembering import remembered_today
from apps.messaging.services.rooms import chat_room, people_count_of
from apps.messaging.services.threads import find_post
from apps.messaging.services.viewing import view_of
from apps.messaging.services.wall import address_of, thread_changes, thread_page, walls_with_news
from apps.messaging.views.composing import composer_of
from apps.messaging.views.pictures import with_file
from apps.messaging.views.places import page_of_room
from apps.messaging.views.support import entered, room_view
from apps.messaging.views.wall import wall_page


@require_safe
@room_view
def chat(request: GroupRequest) -> HttpResponse:
    """Show the group's conversation: the last messages, and where to write."""
    return room_page(request, chat_room(request.group), request.access)


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Show who asks for a conversation, the person's conversations and rooms, and where something is new."""
    person = person_of(request)
    page = {"lines": rooms_of(person), "direct": conversations_of(person), "walls": walls_with_news(person)}
    return render(request, "messaging/inbox.html", page)


def room_messages(request: HttpRequest, room_id: str) -> HttpResponse:
    """Give messages of a room, or take one in."""
    room, access = entered(request, room_id)
    if request.method == "POST":
        return _take_in(request, room, access)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    page = _page(request, room, access)
    if wants_fragment(request):
        items = show(page.messages, view_of(access))
        return render(request, "messaging/_messages.html", {"items": items, "room": room, "page": page})
    return JsonResponse(describe_page(page, access))


def thread_messages(request: HttpRequest, room_id: str, message_id: str) -> HttpResponse:
    """Give a post of a wall with its answers, or take an answer in; the same as for a room, of that post alone."""
    room, access = entered(request, room_id)
    post = find_post(room, message_id, access)
    if request.method == "POST":
        return _take_in(request, room, access)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    after, before = whole_number(request.GET.get("after")), whole_number(request.GET.get("before"))
    if after is not None:
        return JsonResponse(describe_page(thread_changes(room, access, post, after), access))
    return JsonResponse(describe_page(thread_page(room, access, post, before), access))


@require_POST
def reading(request: HttpRequest, room_id: str) -> HttpResponse:
    """Keep how far the person has read."""
    room, access = entered(request, room_id)
    mark_read(room, access, whole_number(request.POST.get("number")) or 0)
    return HttpResponse(status=204)


def _page(request: HttpRequest, room: Room, access: GroupAccess) -> Page:
    after, before = whole_number(request.GET.get("after")), whole_number(request.GET.get("before"))
    limit = min(whole_number(request.GET.get("limit")) or PAGE, PAGE)
    above = whole_number(request.GET.get("above"))
    if after is not None:
        return changed_after(room, access, after, limit=limit)
    if "around" in request.GET:
        return around(room, access, request.GET["around"])
    if above is not None:
        return newer_than(room, access, above, limit=limit)
    return older_than(room, access, before, limit=limit)


def _take_in(request: HttpRequest, room: Room, access: GroupAccess) -> HttpResponse:
    draft = draft_from(request, person_of(request).pk, room.public_id)
    try:
        draft = with_file(request, room, access, draft)
        posted = post_message(draft)
    except DomainError as error:
        if wants_json(request) or wants_fragment(request) or error.status == 404:
            raise
        page = wall_page if room.kind == Room.Kind.WALL else room_page
        return page(request, room, access, draft=draft, problem=error)
    kept = posted.message
    is_hard = needs_company(kept)
    if wants_json(request):
        answer = {"id": kept.public_id, "number": kept.number, "change": kept.change, "state": kept.state}
        answer |= {"company": True} if is_hard else {}
        return JsonResponse(answer, status=200 if posted.is_repeat else 201)
    if wants_fragment(request):
        return render(request, "messaging/_messages.html", {"items": show([kept], view_of(access)), "room": room})
    # To what was just said: without JavaScript the page would open at its oldest message.
    there = address_of(kept) if room.kind == Room.Kind.WALL else f"{page_of_room(room)}#m-{kept.public_id}"
    return redirect(there.replace("#", "?company=1#", 1) if is_hard else there)


def room_page(
    request: HttpRequest,
    room: Room,
    access: GroupAccess,
    *,
    draft: Draft | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    """Show a room: the last messages, and where to write."""
    group = room.group
    view, read_to = view_of(access), read_number(room, access)
    page, is_missing = _shown_page(request, room, access, read_to)
    context = {
        "room": room,
        "group": group,
        "access": access,
        "page": page,
        "address": page_of_room(room),
        "is_missing": is_missing,
        "days": days_of(page, view, read_to),
        "read_to": read_to,
        "people": people_count_of(room),
        "own": view.membership,
    }
    context |= composer_of(request, room, access, view, draft=draft, problem=problem)
    context |= both_of(room, access) if room.kind == Room.Kind.DIRECT else _beside(request, group, access)
    if request.method == "GET":
        mark_read(room, access, room.last_number if page.is_newest else page.last_number)
    template = "messaging/conversation.html" if room.kind == Room.Kind.DIRECT else "messaging/chat.html"
    return render(request, template, context, status=problem.status if problem else 200)


def _shown_page(request: HttpRequest, room: Room, access: GroupAccess, read_to: int | None) -> tuple[Page, bool]:
    """Return the page that the address asks for, and whether the message it names is not to be found."""
    before, above = whole_number(request.GET.get("before")), whole_number(request.GET.get("above"))
    if wanted := request.GET.get("around"):
        try:
            return around(room, access, wanted), False
        except NotFound:
            return older_than(room, access), True
    if above is not None:
        return around_number(room, access, above + 1), False
    if "before" in request.GET or request.method != "GET":
        return older_than(room, access, before), False
    return where_reading_goes_on(room, access, read_to), False


def _beside(request: HttpRequest, group: Group, access: GroupAccess) -> dict[str, Any]:
    agreement = group.agreement
    alias = alias_on_duty(group) if access.duty.is_somebody_here else ""
    return {
        "agreed": agreement.points[:3] if agreement else [],
        "lines": card_lines([group], request.user)[group.pk],
        "duty": access.duty,
        "duty_words": room_words(access.duty, access.unattended, alias),
        "remembered": remembered_today(access, group),
    }
