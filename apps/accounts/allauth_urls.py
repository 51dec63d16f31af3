"""allauth's own paths, those alone that Beside offers; its list of sessions is part of the page "Me"."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from apps.accounts.views import email_change, passkeys
from apps.accounts.views.passkey_doors import AuthenticateView, ReauthenticateView, SignInView, SignUpView
from apps.accounts.views.verification import VerificationView

# Under allauth's names, because it leads there; not under its addresses, which hold row numbers.
passkey_urls = [
    path("", passkeys.passkeys_page, name="mfa_list_webauthn"),
    path("add/", passkeys.passkey_add, name="mfa_add_webauthn"),
    path("login/", SignInView.as_view(), name="mfa_login_webauthn"),
    path("signup/", SignUpView.as_view(), name="mfa_signup_webauthn"),
    path("reauthenticate/", ReauthenticateView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("<slug:mark>/name/", passkeys.passkey_rename, name="mfa_edit_webauthn"),
    path("<slug:mark>/removing/", passkeys.passkey_remove, name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("confirm-email/", VerificationView.as_view(), name="account_email_verification_sent"),
    path("email/", email_change.email, name="account_email"),
    path("email/codes/", email_change.email_codes, name="account_email_codes"),
    path(
        "password/set/",
        login_required(reauthentication_required(app="allauth.account")(password_set)),
        name="account_set_password",
    ),
    path("", include("allauth.account.urls")),
    path("2fa/authenticate/", AuthenticateView.as_view(), name="mfa_authenticate"),
    path("2fa/", include("allauth.mfa.base.urls")),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("2fa/passkeys/", include(passkey_urls)),
]
