"""The other side of a rule: whether one wants to be told, and the word itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import PersonRequest
from apps.journey.services.telling_rules import agree, decline, find_told, sentence_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: PersonRequest, rule_id: str) -> HttpResponse:
    """Show who asks and what would be said, or what is said now; take a yes, or an end without a reason."""
    if request.method == "POST":
        if request.POST.get("act") == "agree":
            agree(request.user, rule_id)
            messages.success(request, _("Thank you. You can end it at any time, without a reason."))
            return redirect("journey:told", rule_id)
        decline(request.user, rule_id)
        messages.success(request, _("It is gone. Nobody is told why."))
        return redirect("journey:journey")
    found = find_told(request.user, rule_id)
    return render(request, "journey/told.html", {"rule": found, "sentence": sentence_of(found.writer.alias)})
