"""A signed-in person's language and clock, and the doors they pass before anything else."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import ResolverMatch, reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from apps.accounts.context_processors import site_of
from apps.accounts.errors import ConsentNeeded, SecondFactorNeeded
from apps.accounts.models import User
from apps.accounts.requests import visitor_zone
from apps.accounts.rules.time_zones import zone_or_utc
from apps.accounts.services.sessions import keep_short, note_seen
from apps.accounts.services.standing import has_code_app, has_consented, has_second_factor, used_second_factor
from apps.core.errors import DomainError
from apps.core.middleware import problem, wants_fragment, wants_json
from apps.core.typed_words import typed_words

type View = Callable[[HttpRequest], HttpResponse]

# Help, the way out, and what one must be able to read before agreeing.
ALWAYS_OPEN_NAMESPACES = frozenset({"care", "notifications"})
ALWAYS_OPEN = frozenset(
    {
        "home:leave",
        "home:leave_choice",
        "home:app",
        "home:plain_app",
        "home:healthz",
        "home:readyz",
        "home:terms",
        "home:privacy",
        "home:dev_mail",
        "accounts:consent",
        "account_logout",
    }
)
# Where one takes along what is one's own, or goes, without having to agree to anything first.
OWN_DATA_PAGES = frozenset(
    {
        "accounts:own_data",
        "accounts:consent_withdraw",
        "accounts:export",
        "accounts:export_take",
        "accounts:erasure",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        # On a bad night nobody has to agree to new terms before they can read what they wrote for it.
        "plan:plan",
        "plan:copy",
    }
)
# Where a second factor is enrolled or shown.
SECOND_FACTOR_PAGES = frozenset(
    {
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


def own_language_and_time(get_response: View) -> View:
    """Answer in the person's language and time zone; a visitor's zone comes from a cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        zone = getattr(request.user, "time_zone", "") or visitor_zone(request)
        with timezone.override(zone_or_utc(zone)):
            return get_response(request)

    return middleware


class consent_and_second_factor:  # noqa: N801 - listed beside function middleware
    """Lead whoever has not consented, or owes a second factor, to where that is done."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        if not isinstance(request.user, User) or match is None or _is_always_open(match):
            return None
        if match.view_name not in OWN_DATA_PAGES and not has_consented(request.user, site_of(request)):
            return _lead(request, ConsentNeeded(), "accounts:consent")
        if not request.user.needs_second_factor or _is_about_second_factor(match):
            return None
        if not has_second_factor(request.user):
            return _lead(request, SecondFactorNeeded(), "mfa_activate_totp")
        if not used_second_factor(request):
            way = "mfa_reauthenticate" if has_code_app(request.user) else "mfa_reauthenticate_webauthn"
            return _lead(request, SecondFactorNeeded(), way)
        return None


def _is_always_open(match: ResolverMatch) -> bool:
    return match.view_name in ALWAYS_OPEN or bool(ALWAYS_OPEN_NAMESPACES.intersection(match.namespaces))


def _is_about_second_factor(match: ResolverMatch) -> bool:
    # Not the recovery codes: reading one with a passphrase alone would lead past the second factor.
    return match.view_name in SECOND_FACTOR_PAGES


def _lead(request: HttpRequest, error: DomainError, where: str) -> HttpResponse:
    """Send a page there and back again; a program or a fragment is told why instead."""
    if wants_json(request):
        return problem(request, error)
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{reverse(where)}?{urlencode({'next': back})}"
    if wants_fragment(request):
        return HttpResponse(status=error.status, headers={"HX-Redirect": reverse(where)})
    return HttpResponseRedirect(address)


def words_of_signed_out(get_response: View) -> View:
    """Give back what somebody typed whose session ended meanwhile: the way to sign in would lose it.

    The words are in this answer alone, neither kept here nor part of an address.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or request.user.is_authenticated or not _leads_to_sign_in(response):
            return response
        typed = [] if wants_json(request) or wants_fragment(request) else typed_words(request)
        return render(request, "accounts/signed_out.html", {"typed": typed}, status=403) if typed else response

    return middleware


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return isinstance(response, HttpResponseRedirect) and response.url.startswith(f"{reverse('account_login')}?")


def last_seen(get_response: View) -> View:
    """Keep, to ten minutes, when each session was last used; a discreet person's ends soon after their last act."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(request.user, User) and request.session.session_key:
            keep_short(request.user, request.session, is_active=_is_by_person(request))
            note_seen(request.user, request.session)
        return response

    return middleware


def _is_by_person(request: HttpRequest) -> bool:
    """Tell a person's act from what an open page asks for by itself: polls, marks of what was read, history."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and not wants_json(request):
        return True
    match = request.resolver_match
    return wants_fragment(request) or (match is not None and match.view_name == "accounts:here")
