"""Mornings and evenings: what one means to do, how it was, and when one wants a word about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.journey.forms.days import OwnDayForm, OwnTimesForm
from apps.journey.models import OwnDay
from apps.journey.services.finding import find_own
from apps.journey.services.own_days import (
    Said,
    change_own_day,
    clock_of,
    day_of,
    keep_own_day,
    keep_times,
    own_day_on,
    own_days_of,
    remove_own_day,
    times_of,
)
from apps.journey.views.support import is_done, page_of, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def own_days(request: PersonRequest) -> HttpResponse:
    """Show the present day and those before it, or keep what is said of the present one."""
    today = own_day_on(request.user, day_of(request.user))
    form = OwnDayForm(sent_by(request), today)
    if form.is_valid() and is_done(form, lambda: keep_own_day(request.user, form.said)):
        _say_what_became_of_it(request, form.said, today)
        return redirect("journey:own_days")
    context: dict[str, Any] = {
        "form": form,
        "day": today,
        "night_ends": clock_of(times_of(request.user)).begins if today.day < timezone.localdate() else None,
        "page": page_of(own_days_of(request.user).exclude(day=today.day), request),
        "times": times_of(request.user),
    }
    return render(request, "journey/own_days.html", context, status=status_of(form))


def _say_what_became_of_it(request: PersonRequest, said: Said, present: OwnDay) -> None:
    if not said.is_empty:
        messages.success(request, _("Kept. Only you can read it."))
    elif present.pk:
        messages.success(request, _("It is gone."))
    else:
        messages.info(request, _("There was nothing to keep. That is fine, too."))


@login_required
@_both
def own_day(request: PersonRequest, day_id: str) -> HttpResponse:
    """Show one day, or keep it as it is now told."""
    present = find_own(OwnDay, request.user, day_id)
    form = OwnDayForm(sent_by(request), present)
    if form.is_valid() and is_done(form, lambda: change_own_day(request.user, day_id, form.said)):
        messages.success(request, _("Saved."))
        return redirect("journey:own_days")
    return render(request, "journey/own_day.html", {"form": form, "day": present}, status=status_of(form))


@login_required
@require_POST
def own_day_remove(request: PersonRequest, day_id: str) -> HttpResponse:
    """Take a day away."""
    remove_own_day(request.user, day_id)
    messages.success(request, _("It is gone."))
    return redirect("journey:own_days")


@login_required
@_both
def own_times(request: PersonRequest) -> HttpResponse:
    """Ask when a word is wanted, in the morning, in the evening, or not at all."""
    form = OwnTimesForm(sent_by(request), times_of(request.user))
    if form.is_valid() and is_done(form, lambda: keep_times(request.user, form.times)):
        messages.success(request, _("Saved."))
        return redirect("journey:own_days")
    return render(request, "journey/own_times.html", {"form": form}, status=status_of(form))
