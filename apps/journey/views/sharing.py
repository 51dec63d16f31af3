"""Telling a group, or one person, of a milestone, a check-in or a day: composed by its owner, and sent by nobody else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import PersonRequest
from apps.journey.forms.sharing import ShareForm
from apps.journey.models import CheckIn, Milestone, OwnDay
from apps.journey.rules.own_days import Part
from apps.journey.services.finding import find_own
from apps.journey.services.own_days import day_of
from apps.journey.services.sharing import Place, PlaceKind, bring, lacks_a_partner, places_of
from apps.journey.services.sharing_words import Beginning, of_check_in, of_milestone, of_own_day
from apps.journey.views.support import is_done, sent_by, status_of
from apps.messaging.models import Room

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def milestone_share(request: PersonRequest, milestone_id: str) -> HttpResponse:
    """Ask in what words and where to tell of a milestone, and put them there to be sent."""
    found = find_own(Milestone, request.user, milestone_id)
    return _share(request, of_milestone(found, timezone.localdate()), _("Add the number of days"))


@login_required
@_both
def check_in_share(request: PersonRequest, check_in_id: str) -> HttpResponse:
    """Ask in what words and where to tell of a check-in, and put them there to be sent."""
    found = find_own(CheckIn, request.user, check_in_id)
    return _share(request, of_check_in(found, timezone.localdate()), _("Add my note"))


@login_required
@_both
def own_day_share(request: PersonRequest, day_id: str, part: str) -> HttpResponse:
    """Ask in what words and where to tell of a morning or an evening, and put them there to be sent."""
    found = find_own(OwnDay, request.user, day_id)
    more_called = _("Add how it was") if part == Part.MORNING else _("Add what I meant to do")
    return _share(request, of_own_day(found, part, day_of(request.user)), more_called)


def _share(request: PersonRequest, beginning: Beginning, more_called: str) -> HttpResponse:
    places, brought = places_of(request.user), list[tuple[Place, Room]]()
    form = ShareForm(sent_by(request), places, beginning.words)
    if request.method == "POST" and request.POST.get("act") == "more":
        form = form.with_more(beginning.more, places)
    elif form.is_valid() and is_done(form, lambda: brought.append(_bring(request, form, beginning.kind))):
        messages.success(request, _("Nobody sees it yet. Look at it once more, then send it, or do not."))
        return _where_it_is_written(*brought[0])
    context = {"form": form, "places": places, "more": beginning.more and more_called}
    context |= {"lacks_a_partner": lacks_a_partner(request.user, places)}
    return render(request, "journey/share.html", context, status=status_of(form))


def _bring(request: PersonRequest, form: ShareForm, kind: str) -> tuple[Place, Room]:
    return bring(request.user, form.cleaned_data["place"], form.cleaned_data["words"], kind=kind)


def _where_it_is_written(place: Place, room: Room) -> HttpResponse:
    if place.kind is PlaceKind.ALONE:
        return redirect("messaging:conversation", room.public_id)
    page = "messaging:wall_writing" if place.kind is PlaceKind.WALL else "messaging:chat"
    return redirect(page, place.member.group.public_id)
