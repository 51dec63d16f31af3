"""Check-ins: kept in two taps, read again, changed, taken away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.journey.forms.check_ins import CheckInForm, ChoicesForm
from apps.journey.models import CheckIn
from apps.journey.services.check_ins import (
    change_check_in,
    check_in,
    check_ins_of,
    choices_of,
    keep_choices,
    remove_check_in,
)
from apps.journey.services.finding import find_own
from apps.journey.views.support import is_done, page_of, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def check_ins(request: PersonRequest) -> HttpResponse:
    """Show all check-ins, or keep one."""
    if request.method != "POST":
        return render(request, "journey/check_ins.html", {"page": page_of(check_ins_of(request.user), request)})
    form = CheckInForm(request.POST, choices_of(request.user))
    if form.is_valid() and is_done(form, lambda: check_in(request.user, form.felt)):
        messages.success(request, _("Kept. Only you can read it."))
        return redirect("journey:journey")
    return render(request, "journey/check_in.html", {"form": form}, status=422)


@login_required
@_both
def check_in_change(request: PersonRequest, check_in_id: str) -> HttpResponse:
    """Show one check-in, or keep it as it is now told."""
    present = find_own(CheckIn, request.user, check_in_id)
    form = CheckInForm(sent_by(request), choices_of(request.user), present)
    if form.is_valid() and is_done(form, lambda: change_check_in(request.user, check_in_id, form.felt)):
        messages.success(request, _("Saved."))
        return redirect("journey:check_ins")
    return render(request, "journey/check_in.html", {"form": form, "check_in": present}, status=status_of(form))


@login_required
@require_POST
def check_in_remove(request: PersonRequest, check_in_id: str) -> HttpResponse:
    """Take a check-in away."""
    remove_check_in(request.user, check_in_id)
    messages.success(request, _("It is gone."))
    return redirect("journey:check_ins")


@login_required
@_both
def choices(request: PersonRequest) -> HttpResponse:
    """Let somebody write their own short list."""
    given = {"words": "\n".join(choices_of(request.user))}
    form = ChoicesForm(sent_by(request), initial=given)
    if form.is_valid() and is_done(form, lambda: keep_choices(request.user, form.cleaned_data["words"])):
        messages.success(request, _("Saved."))
        return redirect("journey:journey")
    return render(request, "journey/choices.html", {"form": form}, status=status_of(form))
