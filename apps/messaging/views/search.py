"""Looking for what was said in a group; nothing of what somebody looks for is kept."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.views_support import group_view, render_group
from apps.messaging.forms import SearchForm
from apps.messaging.rules.search_terms import terms_of
from apps.messaging.services.search import Asked, Found, count_search, people_to_ask_for, readable_rooms
from apps.messaging.services.search import search as find
from apps.messaging.services.search_addresses import opened_search, sealed_search
from apps.messaging.views.places import page_of_message


@require_http_methods(["GET", "HEAD", "POST"])
@group_view(Permission.READ)
def search(request: GroupRequest) -> HttpResponse:
    """Show what fits, newest first, each with the way to where it was said.

    What was asked for is posted, and stands sealed in the address that leads to what was found.
    """
    readable = readable_rooms(request.group, request.access)
    given = request.POST.dict() if request.method == "POST" else _given(request)
    form = SearchForm(given or None, people_to_ask_for(readable, request.access).values_list("public_id", "alias"))
    if request.method == "POST" and not form.errors:
        return redirect(f"{request.path}?{urlencode({'look': sealed_search(given, request.access)})}")
    asked, found = Asked(), Found([])
    if form.asks_for_something:
        count_search(request.access.user_id or 0)
        asked = _asked(form.cleaned_data)
        found = find(readable, asked, request.GET.get("after", ""))
    context = {
        "form": form,
        "is_asked": form.asks_for_something,
        "terms": asked.terms,
        "hits": [item | {"address": page_of_message(item["message"])} for item in found.items],
        "further": _further(request, found),
        "is_first": "after" not in request.GET,
    }
    return render_group(request, "messaging/search.html", context, status=422 if form.errors else 200)


def _given(request: GroupRequest) -> dict[str, str]:
    return opened_search(request.GET.get("look", ""), request.access)


def _asked(given: dict[str, Any]) -> Asked:
    last = given["to"]
    return Asked(
        terms=terms_of(given["q"]),
        person=given["person"],
        since=_midnight(given["from"]),
        until=_midnight(last + timedelta(days=1) if last else None),
    )


def _midnight(day: date | None) -> datetime | None:
    # By the clock of whoever looks.
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _further(request: GroupRequest, found: Found) -> str:
    return f"?{urlencode({'look': request.GET['look'], 'after': found.further})}" if found.further else ""
