"""Where a passkey opens: signing in, the last step of signing up, and being asked once more."""

import json
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.mixins import NextRedirectMixin
from allauth.account.models import Login
from allauth.account.views import BaseReauthenticateView
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as allauth_base_views
from allauth.mfa.webauthn import views as allauth_views
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.stages import PasskeySignupStage
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator

from apps.accounts.passkey_forms import MakePasskeyForm, ReauthenticateForm, SignInForm
from apps.accounts.services import passkeys
from apps.accounts.services.standing import has_code_app, has_passkey
from apps.core.middleware import wants_json


class SignInView(NextRedirectMixin, allauth_views.LoginWebAuthnView):
    """Gives out a challenge, and signs in whoever brings it back signed."""

    form_class = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a script; nobody has a page to look at here."""
        if not wants_json(request):
            return self._back()
        # Each challenge is a row of a session: they are counted as tries are.
        limited: HttpResponse | None = ratelimit.consume_or_429(
            request, app="allauth.mfa", action="webauthn_options", limit_get=True
        )
        return limited or JsonResponse(auth.begin_authentication(user=None))

    def form_valid(self, form: SignInForm) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=self.get_next_url())
        response: HttpResponse = flows.perform_passwordless_login(self.request, authenticator, login)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        for sentence in form.errors.get("credential", []):
            messages.error(self.request, sentence)
        return self._back()

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))


@method_decorator(
    login_stage_required(stage=PasskeySignupStage.key, redirect_urlname="account_signup"), name="dispatch"
)
class SignUpView(allauth_views.SignupWebAuthnView):
    """The last step of signing up with a passkey: making it."""

    form_class = MakePasskeyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stage = self._login_stage
        if stage.login.user is None:
            # Somebody began anew with the same address, elsewhere.
            aborted: HttpResponse = stage.abort()
            return aborted
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(context["js_data"]["creation_options"])}

    def form_valid(self, form: MakePasskeyForm) -> HttpResponse:
        stage = self._login_stage
        passkeys.add_passkey(self.request, stage.login.user, form.cleaned_data["name"], form.cleaned_data["credential"])
        response: HttpResponse = stage.exit()
        return response


class AuthenticateView(allauth_base_views.AuthenticateView):
    """Asks for the second factor: a passkey, a code of the app or a spare one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        options = json.dumps(context["js_data"]["request_options"])
        return context | {"options": options, "has_passkey": has_passkey(user), "has_code_app": has_code_app(user)}


@method_decorator(login_required, name="dispatch")
class ReauthenticateView(allauth_views.ReauthenticateWebAuthnView):
    """Asks whoever is signed in whether it is still them."""

    form_class = ReauthenticateForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(context["js_data"]["request_options"])}

    def form_valid(self, form: ReauthenticateForm) -> HttpResponse:
        flows.reauthenticate(self.request, form.cleaned_data["credential"])
        # Past allauth's own, which would read the answer a second time.
        response: HttpResponse = BaseReauthenticateView.form_valid(self, form)
        return response

    def form_invalid(self, form: ReauthenticateForm) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response
