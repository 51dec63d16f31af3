"""What a supporter sees who has a link and no account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.limits import has_turn_left
from apps.core.errors import TooFast
from apps.journey.services.supporter_page import as_told_by, compose
from apps.journey.services.supporters import find_invitation


@require_safe
def supporter_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was chosen to whoever says that they want to read it, by the member's language and clock.

    Without `?open` only that there is something: messengers fetch a link to show what it leads to.
    """
    if not has_turn_left(request, "supporter_page"):
        raise TooFast
    found = find_invitation(token)
    is_open = "open" in request.GET
    with as_told_by(found.user, found.language):
        parts = compose(found.user, found.pieces, found.note) if is_open else []
        # It is the server's answer to whoever asked, and tells the browser nothing of who is signed in here.
        context: dict[str, Any] = {"parts": parts, "is_open": is_open, "until": found.expires_at, "is_kept": True}
        response = render(request, "journey/supporter_page.html", context)
    response["Content-Language"] = found.language
    return response
