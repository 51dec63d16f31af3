"""The calendar: what is on in these days, by the reader's clock."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from apps.groups.models import Topic
from apps.meetings.forms.finding import FinderForm
from apps.meetings.models import Format
from apps.meetings.services.calendar import Show, View, Wish, read_calendar

type Choice = dict[str, object]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show meetings of one's groups, and those that open groups show to everybody, as a list, a week or a month."""
    form = FinderForm(request.GET, Topic.objects.all())
    wish = form.wish
    context = {
        "form": form,
        "wish": wish,
        "page": read_calendar(request.user, wish),
        "views": _views(wish),
        "chips": _chips(wish, is_signed_in=request.user.is_authenticated),
        "everything": Wish(view=wish.view, first=wish.first).address(),
    }
    return render(request, "meetings/calendar.html", context)


def _views(wish: Wish) -> list[Choice]:
    labels = {View.LIST: gettext("List"), View.WEEK: gettext("Week"), View.MONTH: gettext("Month")}
    return [
        {"label": label, "address": wish.address(view=view), "is_chosen": wish.view == view}
        for view, label in labels.items()
    ]


def _chips(wish: Wish, *, is_signed_in: bool) -> list[Choice]:
    is_mine, is_voices = wish.show == Show.MINE, wish.format == Format.VOICE
    switches = [
        (gettext("All I can join"), not wish.is_narrowed, Wish(view=wish.view, first=wish.first).address()),
        (gettext("My groups"), is_mine, wish.address(show=Show.ALL if is_mine else Show.MINE)),
        (gettext("Newcomers welcome"), wish.newcomers, wish.address(newcomers=not wish.newcomers)),
        (gettext("Begins soon"), wish.soon, wish.address(soon=not wish.soon)),
        (gettext("Voices only"), is_voices, wish.address(format="" if is_voices else Format.VOICE.value)),
    ]
    if not is_signed_in:
        del switches[1]
    return [{"label": label, "is_chosen": is_chosen, "address": address} for label, is_chosen, address in switches]
