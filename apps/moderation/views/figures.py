"""Figures of the whole site: for those who run it, and for everybody once they have chosen so."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.context_processors import site_of
from apps.accounts.requests import staff_of
from apps.core.errors import NotFound
from apps.moderation.rules.figures import FEWEST
from apps.moderation.services.site_figures import Month, publish_figures, site_figures, targets

# Nothing in it changes before the month does, and anybody may ask for it as often as they like.
KEPT_FOR = timedelta(hours=1)


@require_http_methods(["GET", "HEAD", "POST"])
def for_staff(request: HttpRequest) -> HttpResponse:
    """Show site safety staff what everybody would read, and let them choose whether everybody does."""
    staff, act = staff_of(request), request.POST.get("act", "")
    if request.method == "POST":
        if act not in {"publish", "withdraw"}:
            raise NotFound
        publish_figures(staff, is_public=act == "publish")
        said = gettext("Everybody can read them now.") if act == "publish" else gettext("Only you can read them now.")
        messages.success(request, said)
        return redirect("moderation:site_figures")
    return render(request, "moderation/site_figures.html", _page(site_figures()))


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """Show everybody the same, on sites that chose so; elsewhere there is no such page."""
    if not site_of(request).publishes_figures:
        raise NotFound
    months = cache.get_or_set(f"figures-{get_language()}", site_figures, KEPT_FOR.total_seconds())
    return render(request, "moderation/transparency.html", _page(months or []))


def _page(months: list[Month]) -> dict[str, Any]:
    return {"months": months, "fewest": FEWEST, "targets": targets()}
