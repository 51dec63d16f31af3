"""What passkeys and the audit log call an account: nothing that leads to its row."""

import secrets

from django.utils.crypto import salted_hmac

from apps.accounts.models import User

HANDLE_BYTES = 32


def passkey_name_of(user: User) -> str:
    """Return what passkeys call this account; it is made when it is first asked for and stays."""
    if user.passkey_handle is None:
        fresh = secrets.token_urlsafe(HANDLE_BYTES)
        User.objects.filter(pk=user.pk, passkey_handle=None).update(passkey_handle=fresh)
        user.refresh_from_db(fields=["passkey_handle"])
    return str(user.passkey_handle)


def account_mark(user_id: int) -> str:
    """Return what stands for an account in the audit log, for whoever holds the key to make and compare."""
    return salted_hmac("apps.accounts.account", str(user_id), algorithm="sha256").hexdigest()[:12]
