"""Asking a member for a pact, the mentors of a group, and how many one can hold oneself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.errors import DomainError, NotFound
from apps.core.wording import in_words
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.requests import GroupRequest
from apps.groups.services.blocking import find_other
from apps.groups.views_support import group_view, render_group
from apps.journey.forms.pacts import AskingForm, PlacesForm
from apps.journey.models import Pact
from apps.journey.services.pact_asking import ask_for_pact, known_pact, require_may_ask_for
from apps.journey.services.pact_places import keep_places, mentors_in, offer_of, places_of
from apps.journey.views.support import is_done, offer_company, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@_both
@group_view(Permission.READ)
def pact_ask(request: GroupRequest, member_id: str) -> HttpResponse:
    """Ask a member for a pact."""
    return _asking(request, find_other(request.access, member_id), Pact.Kind.PACT)


@_both
@group_view(Permission.READ)
def mentor_ask(request: GroupRequest, member_id: str) -> HttpResponse:
    """Ask a member to be one's mentor."""
    return _asking(request, find_other(request.access, member_id), Pact.Kind.MENTORING)


@require_safe
@group_view(Permission.SEE_MEMBERS)
def mentors(request: GroupRequest) -> HttpResponse:
    """Show who offers to be a mentor here, by alias, without counts."""
    return render_group(request, "journey/mentors.html", {"mentors": mentors_in(request.access)})


@_both
@group_view(Permission.READ)
def pact_places(request: GroupRequest) -> HttpResponse:
    """Let a member say how many they can hold here, and whether they offer to be a mentor."""
    if not request.access.is_member:
        raise NotFound
    own = Membership.objects.get(pk=request.access.membership_id or 0)
    form = PlacesForm(sent_by(request), places_of(own))
    if form.is_valid() and is_done(form, lambda: keep_places(request.access, form.places)):
        messages.success(request, _("Saved."))
        return redirect("journey:pact_places", request.group.public_id)
    return render_group(request, "journey/pact_places.html", {"form": form}, status=status_of(form))


def _asking(request: GroupRequest, other: Membership, kind: str) -> HttpResponse:
    if known := known_pact(request.access, other):
        return redirect("journey:pact", known.public_id)
    today, problem = timezone.localdate(), ""
    form = AskingForm(sent_by(request), today=today)
    try:
        require_may_ask_for(request.access, other, kind)
    except DomainError as error:
        problem, status = in_words(error), error.status
    else:
        if form.is_valid() and is_done(
            form, lambda: ask_for_pact(request.access, other, form.wish(kind), form.own, today=today)
        ):
            messages.success(request, _("Asked. They can say yes within a week; they need not give an answer."))
            offer_company(request, form)
            return redirect("journey:journey")
        status = status_of(form)
    context = {"form": form, "other": other, "problem": problem, "is_mentoring": kind == Pact.Kind.MENTORING}
    if kind == Pact.Kind.MENTORING and not problem:
        context["offer"] = offer_of(other)
    return render_group(request, "journey/pact_ask.html", context, status=status)
