"""The help page's line about people who meet soon."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from apps.care.lines import Line
from apps.meetings.services.upcoming import next_meetings


def next_meeting_line(request: HttpRequest) -> Line | None:
    """Return when the next meeting that this person may come to begins, or None when none is planned."""
    entry = next(iter(next_meetings(request.user, 1)), None)
    if entry is None:
        return None
    words = gettext("The next meeting: %(when)s.") % {"when": entry.when}
    return Line(words, reverse("meetings:meeting", args=[entry.id]), gettext("You may just listen."))
