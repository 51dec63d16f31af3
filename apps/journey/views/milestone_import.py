"""Milestones from another counter: looked at line by line, then kept together."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import PersonRequest
from apps.journey.forms.imports import ImportForm
from apps.journey.services.milestone_import import keep_all, look_at
from apps.journey.views.support import is_done, sent_by, status_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_import(request: PersonRequest) -> HttpResponse:
    """Show what lines say, or keep all of them as they were shown."""
    form, today = ImportForm(sent_by(request), request.FILES or None), timezone.localdate()
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        looked = look_at(request.user, form.reading, today)
        is_meant = request.POST.get("act") == "keep" and request.POST.get("shown") == looked.mark
        if is_meant and is_done(form, lambda: keep_all(request.user, form.reading, today=today)):
            messages.success(request, _("Kept. Only you can read it."))
            return redirect("journey:journey")
        context["looked"] = looked
    return render(request, "journey/milestone_import.html", context, status=status_of(form))
