"""Pages in memory of somebody who died: the list of them, beginning one, changing and closing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import DomainError
from apps.core.public_ids import new_public_id
from apps.core.wording import in_words
from apps.groups.requests import GroupRequest
from apps.groups.views_support import render_group
from apps.messaging.forms import MemorialForm, NewMemorialForm
from apps.messaging.services.memorials import (
    begin_memorial,
    change_memorial,
    close_memorial,
    find_opening,
    openings_in,
    require_may_begin,
)
from apps.messaging.services.wall import address_of
from apps.messaging.views.support import room_view
from apps.messaging.views.wall import used_wall

_both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@room_view
def memorials(request: GroupRequest) -> HttpResponse:
    """Show everybody whom the group remembers on its wall."""
    openings = list(openings_in(used_wall(request.group), request.access))
    return render_group(request, "messaging/memorials.html", {"openings": openings})


@_both
@room_view
def memorial_begin(request: GroupRequest) -> HttpResponse:
    """Begin a page; what was typed stays when it could not be begun."""
    room = used_wall(request.group)
    form = NewMemorialForm(request.POST or None)
    problem = _why_not(request)
    if request.method == "POST" and form.is_valid() and problem is None:
        words, client_id = form.cleaned_data["words"], request.POST.get("client_id", "").replace("\0", "")
        try:
            opening = begin_memorial(request.user.pk, room.public_id, client_id, form.about, words)
        except DomainError as error:
            problem = error
        else:
            return redirect(address_of(opening))
    context = {
        "form": form,
        "problem": in_words(problem) if problem else "",
        "client_id": request.POST.get("client_id") or new_public_id(),
    }
    refused = problem.status if problem and request.method == "POST" else 200
    return render_group(request, "messaging/memorial_begin.html", context, status=422 if form.errors else refused)


@_both
@room_view
def memorial_change(request: GroupRequest, message_id: str) -> HttpResponse:
    """Change the name and the days of a page."""
    opening, memorial = find_opening(used_wall(request.group), request.access, message_id)
    form = MemorialForm(request.POST or None, initial=vars(memorial))
    if request.method == "POST" and form.is_valid():
        return redirect(address_of(change_memorial(request.user.pk, message_id, form.about)))
    context = {"form": form, "opening": opening, "memorial": memorial}
    return render_group(request, "messaging/memorial_change.html", context, status=422 if form.errors else 200)


@require_POST
@room_view
def memorial_closing(request: GroupRequest, message_id: str) -> HttpResponse:
    """Close a page to new memories, or open it again."""
    is_closed = request.POST.get("closed") != "0"
    # Before anything changes: the page belongs to this group's wall, and the person may look after it.
    find_opening(used_wall(request.group), request.access, message_id)
    opening = close_memorial(request.user.pk, message_id, is_closed=is_closed)
    messages.success(request, _("The page is as it is now.") if is_closed else _("Memories can be added again."))
    return redirect(address_of(opening))


def _why_not(request: GroupRequest) -> DomainError | None:
    try:
        require_may_begin(request.access)
    except DomainError as error:
        return error
    return None
