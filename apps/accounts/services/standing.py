"""What a signed-in person owes before they may go on: an agreement, or a second factor."""

import time
from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.accounts.models import SiteSettings, User
from apps.accounts.services.consent import missing_documents
from apps.core.session_keys import SECOND_FACTOR_SHOWN

ENROLLED_KEY = "second_factor_enrolled"
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_consented(user: User, site: SiteSettings) -> bool:
    """Tell whether this person agreed to everything that holds now."""
    return not missing_documents(user, site)


def second_factors(user: User) -> QuerySet[Authenticator]:
    """Return what this person can show besides a passphrase: a code app, and passkeys."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS)
    return found


def has_second_factor(user: User) -> bool:
    """Tell whether this person has a code app or a passkey."""
    return second_factors(user).exists()


def has_passkey(user: User) -> bool:
    """Tell whether this person can sign in with a passkey."""
    return second_factors(user).filter(type=Authenticator.Type.WEBAUTHN).exists()


def has_code_app(user: User) -> bool:
    """Tell whether this person has enrolled a code app."""
    return second_factors(user).filter(type=Authenticator.Type.TOTP).exists()


def asks_second_factor(user: User) -> bool:
    """Tell whether the passphrase alone does not open this account.

    A passkey is a way in of its own: it becomes a second factor only for those whose task asks for one. Otherwise whoever
    made one on the phone could not sign in with the passphrase where the phone is not.
    """
    return user.needs_second_factor or has_code_app(user)


def used_second_factor(request: HttpRequest) -> bool:
    """Tell whether the second factor was shown in this very session, by using it or by enrolling it."""
    return bool(request.session.get(SECOND_FACTOR_SHOWN) == request.user.pk)


def enrolled_here(request: HttpRequest) -> bool:
    """Tell whether the second factor was enrolled in this very session."""
    return bool(request.session.get(ENROLLED_KEY) == request.user.pk)


def signed_in_within(request: HttpRequest, span: timedelta) -> bool:
    """Tell whether the person signed in with a passphrase or a passkey in this session so short a time ago."""
    typed = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(typed) and time.time() - max(typed) < span.total_seconds()


def note_shown(request: HttpRequest, user: User) -> None:
    """A right code has just been typed, or a passkey shown, in this session."""
    request.session[SECOND_FACTOR_SHOWN] = user.pk


def note_enrolment(request: HttpRequest, user: User) -> None:
    """The second factor was enrolled here, and shown by that."""
    request.session[ENROLLED_KEY] = user.pk
    note_shown(request, user)
