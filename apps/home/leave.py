"""Leave now: out of the account and off the site with one press, also without JavaScript."""

from http import HTTPStatus

import structlog
from django.contrib.auth import logout
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.accounts.models import SiteSettings

log = structlog.get_logger(__name__)

CHOICE_COOKIE = "leave"
CHOICES = ("told", "hidden")
YEAR = 60 * 60 * 24 * 365

# A meta refresh, not a 303: `form-action 'self'` would stop a form's redirect to another site. A refresh without
# delay takes this page's place in the history, so that Back does not stop here.
AWAY = (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
    '<meta http-equiv="refresh" content="0; url={0}"><title>&nbsp;</title></head>'
    '<body><a href="{0}" rel="noreferrer">&rarr;</a></body></html>'
)


# No token: one that is out of date must never keep anybody signed in. Other sites are told apart by fetch metadata,
# and the session cookie (SameSite=Lax) does not come with their forms.
@csrf_exempt
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the session, have the browser forget this site, and go to the neutral address of the site settings."""
    response = HttpResponse(format_html(AWAY, _neutral_address()))
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return response
    _sign_out(request)
    for name in request.COOKIES:
        response.delete_cookie(name, samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response["Cache-Control"] = "private, no-store"
    return response


def _sign_out(request: HttpRequest) -> None:
    try:
        logout(request)
    except DatabaseError:
        # The session outlives this in the database, but its only key, the cookie, is gone from the browser.
        log.warning("leave_without_database")


def _neutral_address() -> str:
    try:
        return SiteSettings.load().leave_url
    except DatabaseError:
        return SiteSettings().leave_url


@require_POST
def leave_choice(request: HttpRequest) -> HttpResponse:
    """Remember that this browser was told what Leave now does, and whether its button shows.

    A form that names no page to go on to lets the browser stay where it is: somebody may be typing there.
    """
    target = request.POST.get("next")
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    if target is not None:
        response = HttpResponseRedirect(_way_back(request, target))
    choice = request.POST.get("choice")
    if choice in CHOICES:
        response.set_cookie(
            CHOICE_COOKIE, choice, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


def _way_back(request: HttpRequest, target: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else "/"
