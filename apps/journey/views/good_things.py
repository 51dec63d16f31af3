"""Good things: kept for oneself; one of them brought to a group's wall by an act of its own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.journey.forms.good_things import GoodThingForm
from apps.journey.models import GoodThing
from apps.journey.services.finding import find_own
from apps.journey.services.good_things import (
    bring_to_wall,
    change_good_thing,
    good_things_of,
    keep_good_thing,
    look_back,
    remove_good_thing,
    walls_of,
)
from apps.journey.views.support import is_done, page_of, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def good_things(request: PersonRequest) -> HttpResponse:
    """Show what was good, or keep one more."""
    form = GoodThingForm(sent_by(request))
    if form.is_valid() and is_done(form, lambda: keep_good_thing(request.user, form.good)):
        messages.success(request, _("Kept. Only you can read it."))
        return redirect("journey:good_things")
    context: dict[str, Any] = {
        "form": form,
        "page": page_of(good_things_of(request.user), request),
        "look_back": look_back(request.user, timezone.localdate()),
    }
    return render(request, "journey/good_things.html", context, status=status_of(form))


@login_required
@_both
def good_thing(request: PersonRequest, good_id: str) -> HttpResponse:
    """Show one of them, or keep it as it is now told."""
    present = find_own(GoodThing, request.user, good_id)
    form = GoodThingForm(sent_by(request), present)
    if form.is_valid() and is_done(form, lambda: change_good_thing(request.user, good_id, form.good)):
        messages.success(request, _("Saved."))
        return redirect("journey:good_things")
    context = {"form": form, "good": present, "walls": walls_of(request.user)}
    return render(request, "journey/good_thing.html", context, status=status_of(form))


@login_required
@require_POST
def good_thing_remove(request: PersonRequest, good_id: str) -> HttpResponse:
    """Take one away."""
    remove_good_thing(request.user, good_id)
    messages.success(request, _("It is gone."))
    return redirect("journey:good_things")


@login_required
@require_POST
def good_thing_share(request: PersonRequest, good_id: str) -> HttpResponse:
    """Put its words where one writes on a group's wall; they are sent there, or not."""
    group = bring_to_wall(request.user, good_id, request.POST.get("group", ""))
    messages.success(request, _("Nobody sees it yet. Look at it once more, then put it on the wall, or do not."))
    return redirect("messaging:wall_writing", group.public_id)
