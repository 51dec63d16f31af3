"""Authenticator apps for tests: a secret, and the code that is right now."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from apps.accounts.models import User
from apps.core.session_keys import SECOND_FACTOR_SHOWN

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enrol(user: User) -> Authenticator:
    """Return the second factor that this person has from now on."""
    return TOTP.activate(user, SECRET).instance


def code_now(secret: str = SECRET) -> str:
    """Return what the authenticator app shows at this moment."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in_as_staff(client: Client, user: User) -> None:
    """Sign in somebody who owes a second factor, as if they had just shown it."""
    if not Authenticator.objects.filter(user=user).exists():
        enrol(user)
    client.force_login(user)
    session = client.session
    session[SECOND_FACTOR_SHOWN] = user.pk
    session.save()
