"""What the database keeps and cannot read: sealed with a key from the environment, bound to where it stands.

AES-256-GCM (NIST SP 800-38D) with a random nonce. A sealed text is `1 | key id (4) | nonce (12) | ciphertext and tag`;
table, row and column are associated data, so that what is moved to another place does not open there. Keys and their ids
are drawn by HKDF (RFC 5869) from `ENCRYPTION_KEYS`: the first seals, all open.
"""

import secrets
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_VERSION = b"\x01"
_ID_BYTES, _NONCE_BYTES = 4, 12
PREFIX_BYTES = len(_VERSION) + _ID_BYTES
_HEAD_BYTES = PREFIX_BYTES + _NONCE_BYTES


class CannotOpen(Exception):
    """It was altered, stands in another place than it was sealed for, or its key is not in ENCRYPTION_KEYS."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something sealed stands; `row` is known before the row is inserted, and never changes."""

    table: str
    row: str
    column: str

    def associated_with(self, prefix: bytes) -> bytes:
        return b"\x1f".join([prefix, self.table.encode(), self.row.encode(), self.column.encode()])


def seal(content: bytes, place: Place) -> bytes:
    """Return the content sealed with the present key, for this place alone; the same content never looks the same."""
    prefix, nonce = present_prefix(), secrets.token_bytes(_NONCE_BYTES)
    return prefix + nonce + _keys()[prefix].encrypt(nonce, content, place.associated_with(prefix))


def open_sealed(sealed: bytes, place: Place) -> bytes:
    """Return what was sealed for this place, with any key that is known. Raises CannotOpen."""
    prefix, nonce = sealed[:PREFIX_BYTES], sealed[PREFIX_BYTES:_HEAD_BYTES]
    key = _keys().get(prefix)
    if key is None:
        msg = f"{place.table}.{place.column}: sealed with a key that is not in ENCRYPTION_KEYS."
        raise CannotOpen(msg)
    try:
        return key.decrypt(nonce, sealed[_HEAD_BYTES:], place.associated_with(prefix))
    except (InvalidTag, ValueError) as error:
        msg = f"{place.table}.{place.column}: altered, or not sealed for this place."
        raise CannotOpen(msg) from error


def present_prefix() -> bytes:
    """Return how everything begins that is sealed now."""
    return next(iter(_keys()))


def _keys() -> dict[bytes, AESGCM]:
    return _drawn(tuple(settings.ENCRYPTION_KEYS))


@cache
def _drawn(texts: tuple[str, ...]) -> dict[bytes, AESGCM]:
    return {
        _VERSION + _draw(text, b"beside key id", _ID_BYTES): AESGCM(_draw(text, b"beside key", 32)) for text in texts
    }


def _draw(text: str, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(text.encode())
