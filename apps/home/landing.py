"""What anybody sees first: what this is, the next open meetings, and groups by topic."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from apps.accounts.requests import CHOSEN_ZONE_COOKIE
from apps.accounts.rules.time_zones import present_name
from apps.groups.models import Topic
from apps.home.forms import VisitorZoneForm
from apps.meetings.rules.clock import city_of
from apps.meetings.services.agenda import reader_zone
from apps.meetings.services.upcoming import next_meetings
from apps.meetings.services.words import spoken_day

SHOWN_MEETINGS = 3
SHOWN_TOPICS = 8
ZONE_KEPT_FOR = timedelta(days=365)


def landing(request: HttpRequest) -> HttpResponse:
    """Show the landing page, by the clock that the visitor chose; nobody is told that somebody read it."""
    zone = reader_zone(None)
    typed = request.GET if "time_zone" in request.GET else None
    form = VisitorZoneForm(typed, initial={"time_zone": present_name(zone.key)})
    if form.is_valid():
        return _back_by_clock_of(form.cleaned_data["time_zone"], is_secure=request.is_secure())
    context = {
        "topics": Topic.objects.all()[:SHOWN_TOPICS],
        "meetings": next_meetings(None, limit=SHOWN_MEETINGS),
        "today": spoken_day(timezone.localdate()),
        "city": city_of(zone.key),
        # Four hundred places: only for whoever asks for them.
        "zone_form": form if typed is not None or "choose" in request.GET else None,
    }
    return render(request, "home/landing.html", context)


def _back_by_clock_of(zone: str, *, is_secure: bool) -> HttpResponse:
    response = redirect("home:start")
    if zone:
        # Not HttpOnly: `own-zone.js` sees that there is a choice and leaves it alone.
        response.set_cookie(CHOSEN_ZONE_COOKIE, zone, max_age=ZONE_KEPT_FOR, samesite="Lax", secure=is_secure)
    else:
        response.delete_cookie(CHOSEN_ZONE_COOKIE, samesite="Lax")
    return response
