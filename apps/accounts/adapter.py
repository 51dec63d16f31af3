"""How allauth behaves at Beside."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.rules.addresses import client_address
from apps.accounts.services.erasing import RESTING_KEY, resting
from apps.accounts.services.standing import enrolled_here, has_second_factor, signed_in_within
from apps.accounts.stages import SecondFactorStage

WELCOME_NEXT_KEY = "welcome_next"
# How one shows that it is still oneself.
WAYS = {
    "reauthenticate": _("With your passphrase"),
    "mfa_reauthenticate": _("With a code"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}

# What is asked for where somebody ends sessions of theirs: whoever lost a phone signs in elsewhere and is quick.
ENDING_SESSIONS = "apps.accounts.sessions"


class AccountAdapter(DefaultAccountAdapter):
    """Speaks our words, sends neutral mails and counts tries by the real client address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("This e-mail and passphrase do not belong together. Please look at both again."),
        "email_taken": _("This address cannot be used here. Please take another one."),
        "enter_current_password": _("This is not your present passphrase."),
        "incorrect_code": _("This is not the code we sent. Please look at it again."),
        "incorrect_password": _("This is not your passphrase."),
        "same_as_current": _("This is the same as now."),
        "too_many_login_attempts": _("That was tried too often. Please wait five minutes and try again."),
        "rate_limited": _("That was a lot at once. Please wait a moment and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        forwarded = request.headers.get("X-Forwarded-For", "")
        return client_address(forwarded, request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXY_COUNT)

    def post_login(self, request: HttpRequest, user: User, *, redirect_url: str | None, **details: Any) -> HttpResponse:
        """Lead a new person through the three quiet questions first, and from there to where they were going."""
        if user.welcomed_at is None:
            request.session[WELCOME_NEXT_KEY] = redirect_url or ""
            redirect_url = reverse("home:welcome")
        response: HttpResponse = super().post_login(request, user, redirect_url=redirect_url, **details)
        return response

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Spare whoever signed in a moment ago the same question: before their second factor, and when they end sessions."""
        request = context.request
        is_enrolling = app == "allauth.mfa" and (enrolled_here(request) or not has_second_factor(request.user))
        is_spared = is_enrolling or app == ENDING_SESSIONS
        if is_spared and signed_in_within(request, timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)):
            return False
        return bool(super().is_reauthentication_required(app=app, **details))

    def get_login_stages(self) -> list[str]:
        """Return allauth's steps, with our own that asks for a second factor."""
        own = f"{SecondFactorStage.__module__}.{SecondFactorStage.__name__}"
        stages: list[str] = super().get_login_stages()
        return [own if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in stages]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return allauth's ways in our words."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS[way["id"]]} for way in ways]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Ask whoever signs in to an account that rests whether they want to keep it."""
        if resting(user.pk) is not None:
            request.session[RESTING_KEY] = [user.pk, int(time.time())]
            return redirect("accounts:resting")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")


def nameless(user: User) -> str:
    """Return what allauth calls a person: nothing, because their address is nobody's to show."""
    return ""
