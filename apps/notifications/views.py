"""What I was told, and how I want to be told: open to every signed-in person, suspended or removed from a group or not."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.accounts.requests import PersonRequest
from apps.accounts.rules.time_zones import place_of
from apps.notifications.currency import still_right
from apps.notifications.forms import forms_for
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Way
from apps.notifications.services.choices import keep_choices, keep_quiet_hours
from apps.notifications.services.mailboxes import off_since
from apps.notifications.services.rhythms import account_mails, keep_rhythm, shown_mails
from apps.notifications.services.sending import mark_read, put_away, unread_of

PAGE = 30


@require_safe
@login_required
def notice_list(request: HttpRequest) -> HttpResponse:
    """Show what was decided about me and how to object; what is shown counts as read."""
    user = cast("User", request.user)
    mine = Notice.objects.filter(user_id=user.pk, in_page=True).order_by("-created_at", "-pk")
    about, kind = (request.GET.get(name, "")[:40].replace("\0", "") for name in ("about", "kind"))
    if about:
        mine = mine.filter(scope=about[:12], kind=kind)
    before = mine.filter(public_id=request.GET.get("before", "")[:12].replace("\0", "")).first()
    older = mine.filter(created_at__lt=before.created_at) if before else mine
    found = list(older[: PAGE + 1])
    shown = found[:PAGE]
    right = {notice.pk for notice in still_right([one for one in shown if not one.read_at], Way.PAGE)}
    page = {
        "notices": [_prepared(notice) for notice in shown if notice.read_at or notice.pk in right],
        "last": shown[-1].public_id if shown else "",
        "has_earlier": len(found) > PAGE,
        # One's letters about one thing, asked for from where it is felt (`letters_address`).
        "only": urlencode({"about": about, "kind": kind}) if about else "",
    }
    response = render(request, "notifications/notices.html", page)
    if request.method == "GET":
        # Read, it would be shown the next time.
        put_away(user.pk, [notice for notice in shown if notice.pk not in right])
        mark_read(user.pk, shown)
    return response


def _prepared(notice: Notice) -> dict[str, object]:
    templates = [
        f"notifications/kinds/{notice.kind}.html",
        "notifications/kinds/default.html",
    ]
    return {"notice": notice, "details": notice.told, "templates": templates}


@require_safe
@login_required
def news(request: PersonRequest) -> HttpResponse:
    """Tell an open page whether something is new; never what."""
    return JsonResponse({"is_new": unread_of(request.user.pk).exists()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: PersonRequest) -> HttpResponse:
    """Let the person say where and when they want to be told, and show what an inbox will show."""
    user = request.user
    quiet, rhythm, ways = forms_for(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and quiet.is_valid() and rhythm.is_valid() and ways.is_valid():
        keep_quiet_hours(user, **quiet.cleaned_data)
        keep_rhythm(user, **rhythm.cleaned_data)
        keep_choices(user, ways.chosen)
        messages.success(request, _("Saved."))
        return redirect("notifications:settings")
    page = {
        "quiet": quiet,
        "rhythm": rhythm,
        "ways": ways,
        "place": place_of(timezone.get_current_timezone_name()),
        "mails": shown_mails(user),
        "account_mails": account_mails(user),
        "off_since": off_since(user),
    }
    is_wrong = quiet.errors or rhythm.errors or ways.errors
    return render(request, "notifications/settings.html", page, status=422 if is_wrong else 200)
