"""Milestones: begun with any day in the past, changed, taken away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.journey.forms.milestones import MilestoneForm
from apps.journey.models import Milestone
from apps.journey.services.finding import find_own
from apps.journey.services.milestones import begin_milestone, change_milestone, remove_milestone
from apps.journey.services.showing import show
from apps.journey.views.support import is_done, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def milestone_begin(request: PersonRequest) -> HttpResponse:
    """Ask what kind of milestone it is, then what there is to say of it."""
    kind = request.GET.get("kind", "")
    if kind not in Milestone.Kind:
        return render(request, "journey/milestone_begin.html", {"kinds": Milestone.Kind})
    form, today = MilestoneForm(sent_by(request), kind), timezone.localdate()
    if form.is_valid() and is_done(form, lambda: begin_milestone(request.user, kind, form.told, today=today)):
        messages.success(request, _("Kept. Only you can read it."))
        return redirect("journey:journey")
    context = {"form": form, "kind": Milestone.Kind(kind)}
    return render(request, "journey/milestone_begin.html", context, status=status_of(form))


@login_required
@_both
def milestone(request: PersonRequest, milestone_id: str) -> HttpResponse:
    """Show one milestone with all that belongs to it, or keep it as it is now told."""
    present, today = find_own(Milestone, request.user, milestone_id), timezone.localdate()
    form = MilestoneForm(sent_by(request), present.kind, present)
    if form.is_valid() and is_done(form, lambda: change_milestone(request.user, milestone_id, form.told, today=today)):
        messages.success(request, _("Saved."))
        return redirect("journey:milestone", milestone_id)
    context = {"form": form, "milestone": show(present, today)}
    return render(request, "journey/milestone.html", context, status=status_of(form))


@login_required
@require_POST
def milestone_remove(request: PersonRequest, milestone_id: str) -> HttpResponse:
    """Take a milestone away, with its history."""
    remove_milestone(request.user, milestone_id)
    messages.success(request, _("It is gone."))
    return redirect("journey:journey")
