"""After a meeting, for whoever was in it; and what a proof of attendance says, for whoever has its address."""

from collections.abc import Callable
from functools import partial
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import SiteSettings
from apps.accounts.requests import PersonRequest
from apps.core.errors import DomainError
from apps.meetings.errors import MeetingNotOver, NameUnusable, NobodyToAsk, TooLateToSay, TooShortToProve
from apps.meetings.models import Echo
from apps.meetings.services import afterwards, attendance
from apps.meetings.services.afterwards import Stay, find_stay
from apps.meetings.services.upcoming import next_of_series

EXPLAINED = (MeetingNotOver, NameUnusable, TooShortToProve, NobodyToAsk, TooLateToSay)


@login_required
@require_safe
def after(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Thank those who served, ask in one tap how it was, and lead on."""
    return _page(request, _stay(request, meeting_id))


@login_required
@require_POST
def feeling(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Keep how it was."""
    return _done(request, _stay(request, meeting_id), partial(afterwards.say_how, mood=request.POST.get("mood", "")))


@login_required
@require_POST
def word(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Ask the hosts for a moment alone."""
    return _done(request, _stay(request, meeting_id), afterwards.ask_for_a_word)


@login_required
@require_POST
def proof(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Make the proof of attendance with the name that was given, or erase it."""
    make = partial(attendance.make_proof, name=request.POST.get("name", ""))
    return _done(request, _stay(request, meeting_id), attendance.erase_proof if "erase" in request.POST else make)


@never_cache
@require_safe
def attended(request: HttpRequest, proof_id: str, signature: str) -> HttpResponse:
    """Say what a proof says, to whoever has its address; no account is needed."""
    found = attendance.read_proof(proof_id, signature)
    context = {"proof": found, "site": SiteSettings.load(), "address": settings.SITE_URL + request.path}
    return render(request, "meetings/attendance.html", context)


def _done(request: HttpRequest, stay: Stay, act: Callable[[Stay], object]) -> HttpResponse:
    try:
        act(stay)
    except EXPLAINED as error:
        return _page(request, stay, error)
    return redirect("meetings:after", stay.meeting.public_id)


def _stay(request: HttpRequest, meeting_id: str) -> Stay:
    return find_stay(meeting_id, cast("PersonRequest", request).user)


def _page(request: HttpRequest, stay: Stay, problem: DomainError | None = None) -> HttpResponse:
    made = attendance.proof_of(stay)
    context = {
        "meeting": stay.meeting,
        "access": stay.access,
        "thanks": afterwards.thanks_to(stay),
        "echo": Echo.objects.filter(meeting=stay.meeting, membership_id=stay.seat.membership_id).first(),
        "moods": () if afterwards.is_mood_told(stay.meeting) else Echo.Mood.choices,
        "can_ask": bool(afterwards.hosts_to_ask(stay)),
        "asked": afterwards.who_asked(stay),
        "mood": afterwards.mood_for_hosts(stay),
        "minutes": stay.seat.seconds_present // 60,
        "proof": made,
        "signature": attendance.signature_of(made) if made else "",
        "name": request.POST.get("name", made.name if made else ""),
        "next": next_of_series(stay.meeting, cast("PersonRequest", request).user),
        "problem": gettext(problem.sentence) if problem else "",
        "name_problem": isinstance(problem, NameUnusable),
    }
    return render(request, "meetings/after.html", context, status=problem.status if problem else 200)
