"""What I was told: open to every signed-in person, suspended or removed from a group or not."""

from typing import cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.notifications.models import Notice
from apps.notifications.services.sending import mark_read

PAGE = 30


@require_safe
@login_required
def notice_list(request: HttpRequest) -> HttpResponse:
    """Show what was decided about me and how to object; what is shown counts as read."""
    user = cast("User", request.user)
    mine = Notice.objects.filter(user_id=user.pk).order_by("-created_at", "-pk")
    about, kind = (request.GET.get(name, "")[:40].replace("\0", "") for name in ("about", "kind"))
    if about:
        mine = mine.filter(scope=about[:12], kind=kind)
    before = mine.filter(public_id=request.GET.get("before", "")[:12].replace("\0", "")).first()
    older = mine.filter(created_at__lt=before.created_at) if before else mine
    found = list(older[: PAGE + 1])
    shown = found[:PAGE]
    page = {
        "notices": [_prepared(notice) for notice in shown],
        "has_earlier": len(found) > PAGE,
        # One's letters about one thing, asked for from where it is felt (`letters_address`).
        "only": urlencode({"about": about, "kind": kind}) if about else "",
    }
    response = render(request, "notifications/notices.html", page)
    if request.method == "GET":
        mark_read(user.pk, shown)
    return response


def _prepared(notice: Notice) -> dict[str, object]:
    templates = [
        f"notifications/kinds/{notice.kind}.html",
        "notifications/kinds/default.html",
    ]
    return {"notice": notice, "details": notice.details, "templates": templates}
