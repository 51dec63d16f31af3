"""A summary for a professional: put together, shown, and taken along by the member alone."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import PersonRequest
from apps.journey.forms.summary import SummaryForm
from apps.journey.services.summary import as_text, compose, mark_of, offered_to
from apps.journey.services.summary_pdf import as_pdf, unprintable
from apps.journey.views.support import sent_by, status_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: PersonRequest) -> HttpResponse:
    """Ask what to take along, show it, and give out exactly what was shown; nothing of it is kept."""
    form, today = SummaryForm(sent_by(request), offered_to(request.user)), timezone.localdate()
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        parts = compose(request.user, form.chosen, today)
        text = as_text(parts, today)
        act, was_shown = request.POST.get("act", ""), request.POST.get("shown") == mark_of(text)
        if parts and was_shown and act == "text":
            return _taken(text.encode(), "text/plain; charset=utf-8", "notes.txt")
        if parts and was_shown and act == "pdf":
            return _taken(as_pdf(parts, today), "application/pdf", "notes.pdf")
        context |= {
            "parts": parts,
            "shown": mark_of(text),
            "is_other": act in {"text", "pdf"} and not was_shown,
            "unprintable": " ".join(unprintable(text)),
        }
    return render(request, "journey/summary.html", context, status=status_of(form))


def _taken(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
