"""Boundaries: what one will and will not talk about, and sentences for saying so."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.journey.forms.people import BoundaryForm
from apps.journey.models import Boundary
from apps.journey.services.finding import find_own
from apps.journey.services.own_words import (
    boundaries_of,
    change_boundary,
    keep_boundary,
    remove_boundary,
    suggested_limits,
)
from apps.journey.views.support import is_done, sent_by, status_of
from apps.notifications.services.choices import quiet_hours_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def boundaries(request: PersonRequest) -> HttpResponse:
    """Show all of them, or keep one more."""
    form = BoundaryForm(sent_by(request))
    if form.is_valid() and is_done(form, lambda: keep_boundary(request.user, form.line)):
        messages.success(request, _("Kept. Only you can read it."))
        return redirect("journey:boundaries")
    context = {
        "form": form,
        "boundaries": boundaries_of(request.user),
        "suggested": suggested_limits(),
        "quiet": quiet_hours_of(request.user),
    }
    return render(request, "journey/boundaries.html", context, status=status_of(form))


@login_required
@_both
def boundary(request: PersonRequest, boundary_id: str) -> HttpResponse:
    """Show one of them, or keep it as it is now told."""
    present = find_own(Boundary, request.user, boundary_id)
    form = BoundaryForm(sent_by(request), present)
    if form.is_valid() and is_done(form, lambda: change_boundary(request.user, boundary_id, form.line)):
        messages.success(request, _("Saved."))
        return redirect("journey:boundaries")
    return render(request, "journey/boundary.html", {"form": form, "boundary": present}, status=status_of(form))


@login_required
@require_POST
def boundary_remove(request: PersonRequest, boundary_id: str) -> HttpResponse:
    """Take one away."""
    remove_boundary(request.user, boundary_id)
    messages.success(request, _("It is gone."))
    return redirect("journey:boundaries")
