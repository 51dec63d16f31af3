"""Ending a session from another one: whoever signed in a moment ago does it at once, others are asked who they are."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.adapter import ENDING_SESSIONS
from apps.accounts.requests import PersonRequest
from apps.accounts.services import sessions


@login_required
@require_safe
def here(request: PersonRequest) -> HttpResponse:
    """Answer an open page of a discreet person that they are still at; the middleware notes it."""
    return HttpResponse(status=204)


@login_required
@require_POST
@reauthentication_required(app=ENDING_SESSIONS)  # type: ignore[untyped-decorator]  # allauth has no types
def session_end(request: PersonRequest, mark: str) -> HttpResponse:
    sessions.end_session(request.user, mark)
    if mark == sessions.mark_of(request.session.session_key or ""):
        request.session.flush()
        return redirect("home:start")
    messages.success(request, gettext("That device is signed out."))
    return redirect("accounts:me")


@login_required
@require_POST
@reauthentication_required(app=ENDING_SESSIONS)  # type: ignore[untyped-decorator]  # allauth has no types
def sessions_end(request: PersonRequest) -> HttpResponse:
    sessions.end_other_sessions(request.user, request.session.session_key)
    messages.success(request, gettext("Every other device is signed out."))
    return redirect("accounts:me")
