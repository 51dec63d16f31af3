"""Asking a group to hold a day that somebody remembers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import PersonRequest
from apps.journey.forms.remembrance import HoldingForm
from apps.journey.services.remembrance import ask_group, find_remembrance, walls_to_begin_on
from apps.journey.services.showing import show
from apps.journey.views.support import is_done, sent_by, status_of
from apps.messaging.models import Message, RememberedDay
from apps.messaging.services.remembered_days import pages_kept_by


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_holding(request: PersonRequest, milestone_id: str) -> HttpResponse:
    """Ask on which page of memory a group is to hold this day."""
    milestone, pages = find_remembrance(request.user, milestone_id), pages_kept_by(request.user)
    form, asked = HoldingForm(sent_by(request), pages), list[tuple[RememberedDay, Message]]()
    if form.is_valid() and is_done(form, lambda: asked.append(ask_group(request.user, milestone_id, **form.as_asked))):
        day, page = asked[0]
        messages.success(request, _("The group holds this day.") if day.is_held else _("The group is asked."))
        return redirect("messaging:days", page.room.group.public_id)
    context = {
        "form": form,
        "milestone": show(milestone, timezone.localdate()),
        "day": RememberedDay(month=milestone.day.month, day=milestone.day.day),
        "pages": pages,
        "walls": walls_to_begin_on(request.user),
    }
    return render(request, "journey/holding.html", context, status=status_of(form))
