"""Days on which a group remembers somebody: the list of them, asking for one, deciding, a light, putting one aside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import DomainError, NotFound
from apps.core.wording import in_words
from apps.groups.requests import GroupRequest
from apps.groups.views_support import render_group
from apps.messaging.forms import DayForm
from apps.messaging.models import Memorial, RememberedDay
from apps.messaging.services.memorials import find_opening
from apps.messaging.services.remembered_days import answer_day, ask_for_day, end_day, light_for, put_aside
from apps.messaging.services.remembering import days_in
from apps.messaging.views.support import room_view
from apps.messaging.views.wall import used_wall

_both = require_http_methods(["GET", "HEAD", "POST"])
# Where a line of remembrance stands, besides the list of days.
_PLACES = {"chat": "messaging:chat", "wall": "messaging:wall", "group": "groups:group"}


@require_safe
@room_view
def days(request: GroupRequest) -> HttpResponse:
    """Show the days that the group holds, with what this member may do about each."""
    used_wall(request.group)
    return render_group(request, "messaging/days.html", {"days": days_in(request.access, request.group)})


@_both
@room_view
def day_ask(request: GroupRequest, message_id: str) -> HttpResponse:
    """Ask the group to hold a day in memory of whom the page is for."""
    opening, memorial = find_opening(used_wall(request.group), request.access, message_id)
    form = DayForm(request.POST if request.method == "POST" else None, initial=_first_guess(memorial))
    if form.is_valid():
        try:
            day = ask_for_day(request.access, request.group, message_id, form.wanted)
        except NotFound:
            raise
        except DomainError as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("The group holds this day.") if day.is_held else _("The group is asked."))
            return redirect("messaging:days", request.group.public_id)
    context = {"form": form, "opening": opening, "memorial": memorial}
    return render_group(request, "messaging/day_ask.html", context, status=422 if form.errors else 200)


def _first_guess(memorial: Memorial) -> dict[str, object]:
    known = {RememberedDay.Occasion.DEATH: memorial.died_on, RememberedDay.Occasion.BIRTHDAY: memorial.born_on}
    occasion, day = next(((one, day) for one, day in known.items() if day), ("", None))
    return {"occasion": occasion, "day": day.day, "month": day.month} if day else {}


@require_POST
@room_view
def day_answer(request: GroupRequest, day_id: str) -> HttpResponse:
    """Hold a day, decline it, or take it down."""
    is_held = request.POST.get("held") == "1"
    answer_day(request.access, request.group, day_id, is_held=is_held)
    messages.success(request, _("The group holds this day.") if is_held else _("The group does not hold this day."))
    return redirect("messaging:days", request.group.public_id)


@require_POST
@room_view
def day_ending(request: GroupRequest, day_id: str) -> HttpResponse:
    """Take back what one asked for."""
    end_day(request.access, request.group, day_id)
    messages.success(request, _("The day is yours alone again. The page of memory stays."))
    return redirect("messaging:days", request.group.public_id)


@require_POST
@room_view
def day_light(request: GroupRequest, day_id: str) -> HttpResponse:
    """Light a light for the rest of the day, or put one's own out."""
    light_for(request.access, request.group, day_id, is_lit=request.POST.get("lit") == "1")
    return _back(request)


@require_POST
@room_view
def day_aside(request: GroupRequest, day_id: str) -> HttpResponse:
    """Put a day aside for oneself, or a person with all their days, or meet them again."""
    what = request.POST.get("what", "")
    put_aside(request.access, request.group, day_id, what)
    if what in {"day", "person"}:
        messages.success(
            request, _("Put aside, for you alone. Nobody is told. You find it under the days we remember.")
        )
    return _back(request)


def _back(request: GroupRequest) -> HttpResponse:
    place = request.POST.get("from", "")
    if place == "today":
        return redirect(reverse("home:start"))
    return redirect(_PLACES.get(place, "messaging:days"), request.group.public_id)
