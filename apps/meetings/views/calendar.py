"""The calendar: what is on this week, by the reader's clock."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from apps.meetings.services.calendar import Show, read_week


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a week of meetings: those of one's groups, and those that open groups show to everybody."""
    show = _show(request)
    week = read_week(request.user, _first_day(request), show)
    return render(request, "meetings/calendar.html", {"week": week, "chips": _chips(request, show), "show": show})


def _first_day(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("from", "")[:10])
    except ValueError:
        return None


def _show(request: HttpRequest) -> Show:
    asked = request.GET.get("show", "")
    if asked not in set(Show) or (asked == Show.MINE and not request.user.is_authenticated):
        return Show.ALL
    return Show(asked)


def _chips(request: HttpRequest, chosen: Show) -> list[dict[str, object]]:
    labels = {
        Show.ALL: gettext("All I can join"),
        Show.MINE: gettext("My groups"),
        Show.NEWCOMERS: gettext("Newcomers welcome"),
        Show.VOICES: gettext("Voices only"),
    }
    if not request.user.is_authenticated:
        del labels[Show.MINE]
    return [{"value": show.value, "label": label, "is_chosen": show == chosen} for show, label in labels.items()]
