"""What anybody sees first: what this is, the next open meetings, and groups by topic."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.groups.models import Topic
from apps.meetings.rules.clock import city_of
from apps.meetings.services.agenda import reader_zone
from apps.meetings.services.upcoming import next_meetings
from apps.meetings.services.words import spoken_day

SHOWN_MEETINGS = 3
SHOWN_TOPICS = 8


def landing(request: HttpRequest) -> HttpResponse:
    """Show the landing page; nobody is told that somebody read it."""
    zone = reader_zone(None)
    context = {
        "topics": Topic.objects.all()[:SHOWN_TOPICS],
        "meetings": next_meetings(None, limit=SHOWN_MEETINGS),
        "today": spoken_day(timezone.localdate()),
        "city": city_of(zone.key),
    }
    return render(request, "home/landing.html", context)
