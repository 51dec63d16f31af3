"""Lines of the log about signing in, and about what one signs in with: when, by which way, from which network.

Who it was is a mark that only the holder of SECRET_KEY can turn back, the one of the audit log; what was typed is nowhere.
"""

from typing import Any

import structlog
from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.rules.addresses import truncated
from apps.accounts.services.handles import account_mark

log = structlog.get_logger(__name__)


@receiver(user_logged_in)
def signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    ways = [record["method"] for record in get_authentication_records(request, user)]
    _note("signed_in", request, user, ways=ways)


@receiver(user_logged_out)
def signed_out(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        _note("signed_out", request, user)


# Never the credentials: an address that is known here is nobody's to read, and neither is one that was mistyped.
@receiver(user_login_failed)
def refused(*, request: HttpRequest | None = None, **_: Any) -> None:
    _note("sign_in_refused", request, None)


@receiver(mfa.authentication_failed)
def factor_refused(*, request: HttpRequest, user: User, **_: Any) -> None:
    _note("second_factor_refused", request, user)


def passkey_refused(request: HttpRequest, user: User | None) -> None:
    """A line about a passkey that opened nothing: allauth hears of none, because our own forms read them."""
    _note("passkey_refused", request, user)


@receiver([account.password_reset_code_rejected, account.email_verification_code_rejected])
def code_refused(*, request: HttpRequest, user: User | None = None, **_: Any) -> None:
    _note("code_refused", request, user)


@receiver([account.password_changed, account.password_set, account.password_reset])
def passphrase_changed(*, request: HttpRequest, user: User, **_: Any) -> None:
    _note("passphrase_changed", request, user)


@receiver(account.email_changed)
def email_changed(*, request: HttpRequest, user: User, **_: Any) -> None:
    _note("email_changed", request, user)


@receiver(mfa.authenticator_added)
def factor_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("factor_added", request, user, factor=str(authenticator.type))


@receiver(mfa.authenticator_removed)
def factor_removed(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _note("factor_removed", request, user, factor=str(authenticator.type))


def _note(event: str, request: HttpRequest | None, user: User | None, **codes: Any) -> None:
    network = truncated(get_adapter(request).get_client_ip(request)) if request is not None else ""
    log.info(event, account=account_mark(user.pk) if user is not None and user.pk else "", network=network, **codes)
