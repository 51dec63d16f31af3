"""What is mine: what I agreed to, everything packed for me, and being gone."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.belongings import left_alone
from apps.accounts.models import Document, Export
from apps.accounts.own_data_forms import ErasureForm
from apps.accounts.requests import PersonRequest
from apps.accounts.services import erasing, exports
from apps.accounts.services.consent import withdraw_consent
from apps.core.errors import NotFound

# Seconds in which somebody who has just signed in to a resting account may wake it.
RESTING_FOR = 15 * 60


@login_required
@require_safe
def own_data(request: PersonRequest) -> HttpResponse:
    """Show what one agreed to and when, and the ways to take everything along and to be gone."""
    given = request.user.consents.order_by("document", "-version")
    is_agreed = given.exclude(document=Document.ADULT).filter(withdrawn_at=None).exists()
    return render(request, "accounts/own_data.html", {"consents": given, "is_agreed": is_agreed})


@login_required
@require_POST
def consent_withdraw(request: PersonRequest) -> HttpResponse:
    withdraw_consent(request.user)
    return redirect("accounts:own_data")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def export(request: PersonRequest) -> HttpResponse:
    if request.method == "POST":
        exports.ask_export(request.user)
        return redirect("accounts:export")
    found = Export.objects.filter(user=request.user).first()
    return render(request, "accounts/export.html", {"export": found, "hours": exports.KEPT_HOURS})


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def export_take(request: PersonRequest, export_id: str) -> HttpResponse:
    content = exports.take_export(request.user, export_id)
    headers = {"Content-Disposition": 'attachment; filename="everything.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def erasure(request: PersonRequest) -> HttpResponse:
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = erasing.ask_erasure(request.user, takes_words=form.takes_words)
        get_adapter(request).send_notification_mail("account/email/account_resting", request.user)
        logout(request)
        return render(request, "accounts/gone_soon.html", {"erasure": asked})
    groups = left_alone(request.user.pk)
    return render(request, "accounts/erasure.html", {"form": form, "groups": groups, "days": erasing.GRACE.days})


@require_http_methods(["GET", "HEAD", "POST"])
def resting(request: HttpRequest) -> HttpResponse:
    """Let somebody who has just signed in to a resting account wake it. To everybody else there is nothing here."""
    asked = erasing.resting(_shown_to_be_theirs(request))
    if asked is None:
        raise NotFound
    if request.method == "POST":
        erasing.take_back_erasure(asked.user_id)
        del request.session[erasing.RESTING_KEY]
        messages.success(request, gettext("Welcome back. Everything is as it was: please sign in once more."))
        return redirect("account_login")
    return render(request, "accounts/resting.html", {"erasure": asked})


def _shown_to_be_theirs(request: HttpRequest) -> int:
    user_id, at = request.session.get(erasing.RESTING_KEY, (0, 0))
    return int(user_id) if time.time() - at < RESTING_FOR else 0
