"""What ends mails of a kind, from within a mail and without signing in, and what begins them again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import PersonRequest
from apps.core.errors import NotFound
from apps.notifications.services.mailboxes import try_again
from apps.notifications.services.unsubscribing import opened


# Mail programs post here with neither session nor token (RFC 8058); the sealed address is what entitles them.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, letters: str) -> HttpResponse:
    """Ask whether mails of a kind shall end; a POST ends them. What looks ahead at links changes nothing by it."""
    found = opened(letters)
    if found is None:
        raise NotFound
    is_done = request.method == "POST"
    if is_done:
        found.carry_out()
    return render(request, "notifications/unsubscribe.html", {"kind": found.kind, "is_done": is_done})


@require_POST
@login_required
def mails_again(request: PersonRequest) -> HttpResponse:
    """Send mails again to a mailbox from which they came back."""
    try_again(request.user)
    messages.success(request, _("Mails are sent to you again."))
    return redirect("notifications:settings")
