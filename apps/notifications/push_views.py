"""Switching pushes on and off for a device, and the worker that shows them there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import PersonRequest
from apps.core.errors import Invalid
from apps.core.templatetags.beside import device_in_words
from apps.notifications.rules.web_push import Subscription
from apps.notifications.services.push_devices import DEVICE_COOKIE, renew, switch_off, switch_on

YEAR = 60 * 60 * 24 * 365


@require_POST
@login_required
def device_create(request: PersonRequest) -> HttpResponse:
    """Switch pushes on for the device that asks; its script put into the form what its browser gave it."""
    response = redirect("notifications:settings")
    try:
        device = switch_on(
            request.user,
            _given(request),
            session_key=request.session.session_key or "",
            name=device_in_words(request.headers.get("User-Agent", ""))[:60],
        )
    except Invalid:
        messages.error(request, _("This browser’s pushes cannot be used here. Nothing was switched on."))
        return response
    messages.success(request, _("Pushes are on for this device."))
    cookie: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": request.is_secure()}
    response.set_cookie(DEVICE_COOKIE, device.public_id, max_age=YEAR, **cookie)
    return response


# No token: a worker has no page to take one from. Whoever knows the old address, and has the cookie, is that browser.
@csrf_exempt
@require_POST
def device_renewal(request: HttpRequest) -> HttpResponse:
    """Keep the other address that a browser gave itself; its worker sends it, with or without a session."""
    renew(request.COOKIES.get(DEVICE_COOKIE, ""), request.POST.get("old", ""), _given(request))
    return HttpResponse(status=204)


def _given(request: HttpRequest) -> Subscription:
    return Subscription(*(request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")))


@require_POST
@login_required
def device_removal(request: PersonRequest, device_id: str) -> HttpResponse:
    """Switch pushes off for one of one's devices and forget it."""
    switch_off(request.user, device_id)
    messages.success(request, _("Pushes are off for that device."))
    return redirect("notifications:settings")


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """Give the worker that shows pushes; it keeps nothing and looks at no request."""
    response = render(request, "notifications/push-worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
