"""Company: asking for it, saying "I'm here", and choosing beforehand who is asked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import PersonRequest
from apps.core.errors import DomainError, NotFound
from apps.core.middleware import wants_fragment
from apps.core.wording import in_words
from apps.groups.services.duty_words import clock
from apps.journey.errors import NobodyChosen
from apps.journey.forms.people import CircleForm
from apps.journey.services.being_there import be_there, find_asked
from apps.journey.services.circle import circle_of, keep_circle, offered_to
from apps.journey.services.company import call_for_company, end_call, here_for, open_call
from apps.journey.services.leaning import people_for
from apps.journey.views.support import is_done, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_both
def company(request: PersonRequest) -> HttpResponse:
    """Ask for company, or show who is there; a page that is open asks for the part that changes alone."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _act(request)
        except NobodyChosen as error:
            messages.info(request, in_words(error))
            return redirect("journey:company_circle")
        except DomainError as error:
            problem, status = in_words(error), error.status
    call = open_call(request.user)
    context: dict[str, Any] = {"problem": problem, "call": call, "here": here_for(call) if call else []}
    if wants_fragment(request):
        return render(request, "journey/_company_here.html", context)
    context |= {
        "until": clock(call.ends_at) if call else "",
        "people": people_for(request.user),
        "has_circle": not circle_of(request.user).is_empty,
    }
    return render(request, "journey/company.html", context, status=status)


def _act(request: PersonRequest) -> HttpResponse:
    if request.POST.get("act") == "end":
        end_call(request.user)
        messages.success(request, _("It has ended. Nobody is told."))
    else:
        call_for_company(request.user)
    return redirect("journey:company")


@login_required
@_both
def company_circle(request: PersonRequest) -> HttpResponse:
    """Let somebody choose who is told when they could use company."""
    offered = offered_to(request.user)
    form = CircleForm(sent_by(request), offered, circle_of(request.user))
    if form.is_valid() and is_done(form, lambda: keep_circle(request.user, form.circle)):
        messages.success(request, _("Saved. Nobody is told that you chose them."))
        return redirect("journey:company")
    context = {"form": form, "has_offer": bool(offered)}
    return render(request, "journey/company_circle.html", context, status=status_of(form))


@login_required
@_both
def company_asked(request: PersonRequest, asked_id: str) -> HttpResponse:
    """Show that somebody could use company, or open the conversation; what stands no more is met with thanks."""
    try:
        if request.method == "POST":
            return redirect("messaging:conversation", be_there(request.user, asked_id).public_id)
        asked = find_asked(request.user, asked_id)
    except NotFound:
        return render(request, "journey/company_over.html", status=404)
    return render(request, "journey/company_asked.html", {"asked": asked})
