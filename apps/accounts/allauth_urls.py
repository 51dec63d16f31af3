"""allauth's own paths, those alone that Beside offers; its list of sessions is part of the page "Me"."""

from django.urls import include, path

from apps.accounts.views.verification import VerificationView

urlpatterns = [
    path("confirm-email/", VerificationView.as_view(), name="account_email_verification_sent"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
