"""How somebody wants to be reminded of meetings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import PersonRequest
from apps.meetings.forms.reminding import RemindingForm
from apps.meetings.services.reminders import keep_preference, preference_of
from apps.notifications.services.mails import MailKind, preview_of
from apps.notifications.services.pushes import PushKind, push_shown


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reminding(request: PersonRequest) -> HttpResponse:
    """Show and change when and where this person is reminded, and exactly what a reminder says."""
    form = RemindingForm(request.POST if request.method == "POST" else None, present=preference_of(request.user))
    if request.method == "POST" and form.is_valid():
        keep_preference(request.user, leads=form.chosen_leads, channels=form.cleaned_data["channels"])
        messages.success(request, gettext("Saved."))
        return redirect("meetings:reminding")
    page = {
        "form": form,
        "mail": preview_of(request.user, MailKind.REMINDER),
        "push": push_shown(request.user, PushKind.REMINDER),
    }
    return render(request, "meetings/reminding.html", page, status=422 if form.errors else 200)
