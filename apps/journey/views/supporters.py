"""Letting somebody outside see a few things: chosen, shown before, changed, ended."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.requests import PersonRequest
from apps.journey.forms.supporters import SupporterForm
from apps.journey.models import CloseOne
from apps.journey.services.finding import find_own
from apps.journey.services.supporter_page import as_told_by, choosable_by, compose, mark_of
from apps.journey.services.supporters import (
    MOST_INVITATIONS,
    change_invitation,
    end_invitation,
    find_standing,
    invitations_of,
    invite_supporter,
    renew_link,
)
from apps.journey.views.support import is_done, sent_by, status_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def supporters(request: PersonRequest) -> HttpResponse:
    """Show who may see what, and until when."""
    present = invitations_of(request.user)
    context = {"invitations": present, "has_room": len(present) < MOST_INVITATIONS}
    return render(request, "journey/supporters.html", context)


@login_required
@_both
def supporter_invite(request: PersonRequest) -> HttpResponse:
    """Ask what somebody may see, show it, and make the link to exactly that; the link is shown this once."""
    form = SupporterForm(sent_by(request), choosable_by(request.user))
    if request.GET.get("for") and not form.is_bound:
        form.initial["name"] = find_own(CloseOne, request.user, request.GET["for"][:12].replace("\0", "")).name
    context = _shown(request, form)
    made: list[str] = []
    if context.get("is_agreed") and is_done(form, lambda: made.append(invite_supporter(request.user, form.offer)[1])):
        return _link_page(request, form.offer.name, made[0])
    return _form_page(request, form, context)


@login_required
@_both
def supporter_invitation(request: PersonRequest, invitation_id: str) -> HttpResponse:
    """Show one of them, or let the same link show what is now chosen."""
    present = find_standing(request.user, invitation_id)
    form = SupporterForm(sent_by(request), choosable_by(request.user), present)
    context = _shown(request, form)
    if context.get("is_agreed"):
        change_invitation(request.user, invitation_id, form.offer)
        messages.success(request, _("Saved. The same link shows it from now on."))
        return redirect("journey:supporters")
    return _form_page(request, form, {**context, "invitation": present})


@login_required
@require_POST
def supporter_link(request: PersonRequest, invitation_id: str) -> HttpResponse:
    """Make a new link in place of the one before, and show it this once."""
    found, token = renew_link(request.user, invitation_id)
    return _link_page(request, found.name, token)


@login_required
@require_POST
def supporter_end(request: PersonRequest, invitation_id: str) -> HttpResponse:
    """End it at once."""
    end_invitation(request.user, invitation_id)
    messages.success(request, _("It is ended. The link opens nothing any more."))
    return redirect("journey:supporters")


def _shown(request: PersonRequest, form: SupporterForm) -> dict[str, Any]:
    """Return what would be seen; `is_agreed` once the same was seen before, and the person said yes to it."""
    if not form.is_valid():
        return {}
    offer = form.offer
    with as_told_by(request.user, offer.language):
        parts = compose(request.user, offer.pieces, offer.note)
    was_shown, says_yes = request.POST.get("shown") == mark_of(parts), request.POST.get("act") == "agree"
    is_something = bool(parts or any(not piece.startswith("with:") for piece in offer.pieces))
    return {
        "parts": parts,
        "shown": mark_of(parts),
        "language": offer.language,
        "is_something": is_something,
        "is_agreed": is_something and was_shown and says_yes,
        "is_other": says_yes and not was_shown,
    }


def _form_page(request: PersonRequest, form: SupporterForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, "journey/supporter_invitation.html", {"form": form, **context}, status=status_of(form))


def _link_page(request: PersonRequest, name: str, token: str) -> HttpResponse:
    link = settings.SITE_URL + reverse("shown:supporter_page", args=[token])
    return render(request, "journey/supporter_link.html", {"name": name, "link": link})
