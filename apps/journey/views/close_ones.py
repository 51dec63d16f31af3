"""My people: friends, family and others outside Beside, and words to begin with."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.journey.forms.people import CloseOneForm, StartersForm
from apps.journey.models import CloseOne
from apps.journey.services.close_ones import (
    add_close_one,
    change_close_one,
    close_ones_of,
    remove_close_one,
    was_in_touch,
)
from apps.journey.services.finding import find_own
from apps.journey.services.own_words import keep_starters, starters_of, suggested_starters
from apps.journey.views.support import is_done, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def close_ones(request: PersonRequest) -> HttpResponse:
    """Show all of them, or add one."""
    form, today = CloseOneForm(sent_by(request)), timezone.localdate()
    if form.is_valid() and is_done(form, lambda: add_close_one(request.user, form.about, today=today)):
        messages.success(request, _("Kept. Only you can read it."))
        return redirect("journey:close_ones")
    context: dict[str, Any] = {
        "form": form,
        "close_ones": close_ones_of(request.user),
        "starters": [*starters_of(request.user), *suggested_starters()],
        "today": today,
    }
    return render(request, "journey/close_ones.html", context, status=status_of(form))


@login_required
@_both
def close_one(request: PersonRequest, close_id: str) -> HttpResponse:
    """Show one of them, or keep what is now said of them."""
    present, today = find_own(CloseOne, request.user, close_id), timezone.localdate()
    form = CloseOneForm(sent_by(request), present)
    if form.is_valid() and is_done(form, lambda: change_close_one(request.user, close_id, form.about, today=today)):
        messages.success(request, _("Saved."))
        return redirect("journey:close_ones")
    return render(request, "journey/close_one.html", {"form": form, "one": present}, status=status_of(form))


@login_required
@require_POST
def close_one_remove(request: PersonRequest, close_id: str) -> HttpResponse:
    """Take one of them away."""
    remove_close_one(request.user, close_id)
    messages.success(request, _("It is gone."))
    return redirect("journey:close_ones")


@login_required
@require_POST
def in_touch(request: PersonRequest, close_id: str) -> HttpResponse:
    """Note that they were in touch today."""
    was_in_touch(request.user, close_id, today=timezone.localdate())
    messages.success(request, _("Kept: in touch today."))
    return redirect("journey:close_ones")


@login_required
@_both
def starters(request: PersonRequest) -> HttpResponse:
    """Let somebody write their own words to begin with."""
    form = StartersForm(sent_by(request), initial={"words": "\n".join(starters_of(request.user))})
    if form.is_valid() and is_done(form, lambda: keep_starters(request.user, form.cleaned_data["words"])):
        messages.success(request, _("Saved."))
        return redirect("journey:close_ones")
    return render(request, "journey/starters.html", {"form": form}, status=status_of(form))
