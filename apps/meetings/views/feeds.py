"""Meetings for other programs: the public feeds, a person's own calendar, one meeting as a file."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import PersonRequest
from apps.core.errors import NotFound
from apps.meetings.models import CalendarKey, Meeting
from apps.meetings.services.feeds import keys
from apps.meetings.services.feeds.calendars import Wording, calendar_of, calendar_of_meeting
from apps.meetings.services.feeds.listed import listed_series, meeting_guide
from apps.meetings.services.finding import find_visible

CALENDAR = "text/calendar; charset=utf-8"
PUBLIC = "public, max-age=300"


@require_safe
def meetings_json(_request: HttpRequest) -> HttpResponse:
    """Give the public meetings in the Meeting Guide format to any page that asks."""
    return _for_everybody(JsonResponse(meeting_guide(), safe=False, json_dumps_params={"ensure_ascii": False}))


@require_safe
def meetings_ics(_request: HttpRequest) -> HttpResponse:
    """Give the public meetings as a calendar."""
    return _for_everybody(HttpResponse(calendar_of(listed_series(), Wording(is_named=True)), content_type=CALENDAR))


@require_safe
def own_calendar(_request: HttpRequest, secret: str) -> HttpResponse:
    """Give a person's own calendar to whoever knows its address."""
    return HttpResponse(keys.read_own_calendar(secret), content_type=CALENDAR)


@require_safe
def meeting_ics(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Give one meeting as a file for the reader's own calendar; by itself it says "Appointment" and nothing more."""
    found, _access = find_visible(meeting_id, request.user)
    is_named = request.GET.get("named") == "1"
    response = HttpResponse(calendar_of_meeting(found, Wording(is_named=is_named)), content_type=CALENDAR)
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


@require_safe
def next_of_series(request: HttpRequest, series_id: str) -> HttpResponse:
    """Lead to the next meeting of a series, if the reader may know of it."""
    ahead = Meeting.objects.visible_to(request.user).ahead().filter(series__public_id=series_id)
    found = ahead.values_list("public_id", flat=True).first()
    if found is None:
        raise NotFound
    return redirect("meetings:meeting", meeting_id=found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_key(request: PersonRequest) -> HttpResponse:
    """Let a person make, change and take back the address of their own calendar; a new one is shown once."""
    if request.method == "POST" and request.POST.get("act") in ACTS:
        return ACTS[request.POST["act"]](request)
    return _key_page(request)


def _make(request: PersonRequest) -> HttpResponse:
    secret = keys.make_key(request.user, shows_titles=bool(request.POST.get("shows_titles")))
    return _key_page(request, settings.SITE_URL + reverse("meetings:own_calendar", args=[secret]))


def _set_titles(request: PersonRequest) -> HttpResponse:
    keys.set_titles(request.user, shows_titles=bool(request.POST.get("shows_titles")))
    messages.success(request, gettext("Kept. Your calendar follows when it asks again, within some hours."))
    return redirect("meetings:calendar_key")


def _revoke(request: PersonRequest) -> HttpResponse:
    keys.revoke_key(request.user)
    messages.success(request, gettext("Done. The old address opens nothing any more."))
    return redirect("meetings:calendar_key")


ACTS = {"make": _make, "titles": _set_titles, "revoke": _revoke}


def _key_page(request: PersonRequest, address: str = "") -> HttpResponse:
    key = CalendarKey.objects.filter(user=request.user).first()
    return render(request, "meetings/calendar_key.html", {"key": key, "address": address})


def _for_everybody(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = PUBLIC
    return response
