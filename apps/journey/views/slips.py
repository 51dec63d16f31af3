"""A day that was hard: kept with what was before it, and then people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.journey.forms.milestones import SlipForm
from apps.journey.services.showing import show
from apps.journey.services.slips import add_slip, change_slip, find_slip, find_slippery, remove_slip
from apps.journey.views.support import is_done, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def slips(request: PersonRequest, milestone_id: str) -> HttpResponse:
    """Ask which day was hard, keep it, and lead to people."""
    present, today = find_slippery(request.user, milestone_id), timezone.localdate()
    form = SlipForm(sent_by(request), today=today)
    is_out = list[bool]()
    if form.is_valid() and is_done(
        form, lambda: is_out.append(add_slip(request.user, milestone_id, form.hard_time, today=today))
    ):
        messages.success(request, _("Kept. Everything before it stays."))
        _say_of_circle(request, is_out)
        return redirect("journey:people")
    return render(
        request, "journey/slip.html", {"form": form, "milestone": show(present, today)}, status=status_of(form)
    )


@login_required
@_both
def slip(request: PersonRequest, milestone_id: str, slip_id: str) -> HttpResponse:
    """Show one hard day, or keep it as it is now told."""
    present, today = find_slippery(request.user, milestone_id), timezone.localdate()
    found, is_out = find_slip(present, slip_id), list[bool]()
    form = SlipForm(sent_by(request), today=today, present=found)
    if form.is_valid() and is_done(
        form, lambda: is_out.append(change_slip(request.user, milestone_id, slip_id, form.hard_time, today=today))
    ):
        messages.success(request, _("Saved."))
        _say_of_circle(request, is_out)
        return redirect("journey:milestone", milestone_id)
    context = {"form": form, "milestone": show(present, today), "slip": found}
    return render(request, "journey/slip.html", context, status=status_of(form))


@login_required
@require_POST
def slip_remove(request: PersonRequest, milestone_id: str, slip_id: str) -> HttpResponse:
    """Take a hard day away again."""
    remove_slip(request.user, milestone_id, slip_id)
    messages.success(request, _("It is gone."))
    return redirect("journey:milestone", milestone_id)


def _say_of_circle(request: PersonRequest, is_out: list[bool]) -> None:
    if any(is_out):
        messages.info(
            request, _("For now you are in no circle. Nobody is told; you can come in again whenever you want to.")
        )
