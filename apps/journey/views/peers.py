"""People at a similar point: coming into a circle, meeting it, and leaving."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.journey.forms.peers import PeersForm
from apps.journey.models import Milestone
from apps.journey.rules.stretches import Stretch
from apps.journey.services.peers import (
    enter_peer_circle,
    find_counted,
    groups_to_enter,
    leave_peer_circle,
    peer_circle_of,
)
from apps.journey.services.showing import show
from apps.journey.views.support import is_done, sent_by, status_of

WORDS: dict[Stretch, Promise] = {
    Stretch.DAYS: gettext_lazy("The first days: about two weeks"),
    Stretch.WEEKS: gettext_lazy("The first weeks: about two months"),
    Stretch.MONTHS: gettext_lazy("The first months: about half a year"),
    Stretch.YEAR: gettext_lazy("The first year, about"),
    Stretch.LATER: gettext_lazy("Later years"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def peers(request: PersonRequest, milestone_id: str) -> HttpResponse:
    """Show the circle that this milestone is in, or ask whether and where somebody wants to be in one."""
    milestone = find_counted(request.user, milestone_id)
    circle = peer_circle_of(milestone)
    if circle is None or request.method == "POST":
        return _enter(request, milestone)
    context = {
        "circle": circle,
        "group": circle.group,
        "access": circle.access,
        "stretch": WORDS[circle.stretch],
        "milestone": show(milestone, timezone.localdate()),
    }
    return render(request, "journey/peers.html", context)


def _enter(request: PersonRequest, milestone: Milestone) -> HttpResponse:
    members = groups_to_enter(request.user)
    form = PeersForm(sent_by(request), members, milestone)
    if form.is_valid() and is_done(
        form,
        lambda: enter_peer_circle(request.user, milestone.public_id, form.cleaned_data["group"], form.counts_from),
    ):
        messages.success(request, _("You are in. Nobody is told, and you can leave with one tap."))
        return redirect("journey:peers", milestone.public_id)
    context = {
        "form": form,
        "members": members,
        "stretches": WORDS.values(),
        "milestone": show(milestone, timezone.localdate()),
    }
    return render(request, "journey/peers_enter.html", context, status=status_of(form))


@login_required
@require_POST
def peers_leave(request: PersonRequest, milestone_id: str) -> HttpResponse:
    """Be in no circle any more."""
    leave_peer_circle(request.user, milestone_id)
    messages.success(request, _("You are out of the circle. Nobody is told."))
    return redirect("journey:milestone", milestone_id)
