"""What passkeys call an account."""

import secrets

from apps.accounts.models import User

HANDLE_BYTES = 32


def handle_of(user: User) -> str:
    """Return what passkeys call this account; it is made when it is first asked for and stays."""
    if user.passkey_handle is None:
        fresh = secrets.token_urlsafe(HANDLE_BYTES)
        User.objects.filter(pk=user.pk, passkey_handle=None).update(passkey_handle=fresh)
        user.refresh_from_db(fields=["passkey_handle"])
    return str(user.passkey_handle)
