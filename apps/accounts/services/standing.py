"""What a signed-in person owes before they may go on: an agreement, or a second factor."""

import time
from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from apps.accounts.models import SiteSettings, User
from apps.accounts.services.consent import missing_documents
from apps.core.session_keys import SECOND_FACTOR_SHOWN

ENROLLED_KEY = "second_factor_enrolled"


def has_consented(user: User, site: SiteSettings) -> bool:
    """Tell whether this person agreed to everything that holds now."""
    return not missing_documents(user, site)


def has_second_factor(user: User) -> bool:
    """Tell whether this person has enrolled an authenticator app."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP]))


def used_second_factor(request: HttpRequest) -> bool:
    """Tell whether the second factor was shown in this very session, by using it or by enrolling it."""
    return bool(request.session.get(SECOND_FACTOR_SHOWN) == request.user.pk)


def enrolled_here(request: HttpRequest) -> bool:
    """Tell whether the second factor was enrolled in this very session."""
    return bool(request.session.get(ENROLLED_KEY) == request.user.pk)


def signed_in_within(request: HttpRequest, span: timedelta) -> bool:
    """Tell whether the passphrase was typed in this session so short a time ago."""
    typed = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(typed) and time.time() - max(typed) < span.total_seconds()


def note_shown(request: HttpRequest, user: User) -> None:
    """A right code has just been typed in this session."""
    request.session[SECOND_FACTOR_SHOWN] = user.pk


def note_enrolment(request: HttpRequest, user: User) -> None:
    """The second factor was enrolled here, with a right code of it."""
    request.session[ENROLLED_KEY] = user.pk
    note_shown(request, user)
