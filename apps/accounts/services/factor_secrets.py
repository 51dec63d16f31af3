"""How the secrets of code apps and spare codes are kept: AES-256-GCM with a key drawn from SECRET_KEY."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

_BEGINS = "g1."
_NONCE_BYTES = 12
_PURPOSE = b"apps.accounts.second_factor"


def keep(text: str) -> str:
    """Return the text as the database keeps it: the same text never looks the same."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, text.encode(), _PURPOSE)
    return _BEGINS + urlsafe_b64encode(nonce + sealed).decode()


def read(kept: str) -> str:
    """Return what was kept, also before a change of the key (SECRET_KEY_FALLBACKS), or in the form of before.

    Raises InvalidTag, or InvalidToken for the form of before, where no key fits.
    """
    if not kept.startswith(_BEGINS):
        return _older().decrypt(kept.encode()).decode()
    sealed = urlsafe_b64decode(kept.removeprefix(_BEGINS))
    for secret in _secrets():
        try:
            return AESGCM(_key(secret)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _PURPOSE).decode()
        except InvalidTag:
            continue
    raise InvalidTag


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


@cache
def _key(secret: str, salt: str = "apps.accounts.second_factor") -> bytes:
    return salted_hmac(salt, "", secret=secret, algorithm="sha256").digest()


def _older() -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_key(secret, "apps.accounts.totp"))) for secret in _secrets()])
