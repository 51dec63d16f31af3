"""Web push on the wire: what is sealed for one browser, and how the push service knows who sends. Pure.

RFC 8291 (encryption) on RFC 8188 (`aes128gcm`), RFC 8292 (VAPID), RFC 8030 (the headers of a push).
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of CURVE (SEC 2, 2.4.2)
# Bytes: every push is as long as every other, so that its length says nothing of its words.
PADDED_TO = 1024
RECORD_SIZE = 4096
SECRET_BYTES = 16
# RFC 8292 allows a day; a clock may be wrong.
VAPID_FOR = timedelta(hours=12)
LONGEST_ADDRESS = 1024


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gave us: `key` and `secret` as it writes them (base64url, `p256dh` and `auth`)."""

    address: str
    key: str
    secret: str


def is_usable(subscription: Subscription) -> bool:
    """Tell whether something can be sealed for this browser: a point of the curve, and a secret of 16 bytes."""
    try:
        _point(from_base64url(subscription.key))
        return len(from_base64url(subscription.secret)) == SECRET_BYTES
    except ValueError:
        return False


def is_push_service(address: str, services: Iterable[str]) -> bool:
    """Tell whether this address belongs to one of the named services, and so may be asked for by our worker.

    A service is `host`, `host:port` or `*.host` (any name under it). Nothing but https, no name or password in it, and
    nothing that two readers of addresses could understand in two ways.
    """
    if (
        len(address) > LONGEST_ADDRESS
        or not address.isascii()
        or not address.isprintable()
        or set(address) & set(" \\")
    ):
        return False
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        return False
    host = url.hostname or ""
    if url.scheme != "https" or "@" in url.netloc or url.fragment or not host or not url.path.startswith("/"):
        return False
    place = host if port in {None, 443} else f"{host}:{port}"
    return any(place == one or (one.startswith("*.") and place.endswith(one[1:])) for one in services)


def seal(words: bytes, subscription: Subscription) -> bytes:
    """Return the body of a push that this browser alone can read, always of the same length.

    Raises ValueError for keys that are none and for words that are too long.
    """
    theirs = _point(from_base64url(subscription.key))
    ours = generate_private_key(CURVE)
    own_point, salt = point_of(ours), os.urandom(SECRET_BYTES)
    content_key, nonce = content_keys(
        ours.exchange(ECDH(), theirs),
        from_base64url(subscription.secret),
        salt,
        points=bytes_of(theirs) + own_point,
    )
    if len(words) >= PADDED_TO:
        msg = "A push holds less than that."
        raise ValueError(msg)
    # One record, the last one: 2, then zeros (RFC 8188, section 2).
    padded = (words + b"\x02").ljust(PADDED_TO, b"\0")
    head = salt + RECORD_SIZE.to_bytes(4) + bytes([len(own_point)]) + own_point
    return head + AESGCM(content_key).encrypt(nonce, padded, None)


def content_keys(shared: bytes, secret: bytes, salt: bytes, *, points: bytes) -> tuple[bytes, bytes]:
    """Return key and nonce (RFC 8291, section 3.4); `points` are the receiver's and then the sender's."""
    mixed = _hkdf(shared, salt=secret, info=b"WebPush: info\0" + points, length=32)
    key = _hkdf(mixed, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    return key, _hkdf(mixed, salt=salt, info=b"Content-Encoding: nonce\0", length=12)


@cache
def own_key(secret: str) -> EllipticCurvePrivateKey:
    """Return the key pair by which push services know us: always the same for the same secret."""
    # 16 bytes more than the order has: what is left of it is as good as evenly spread (FIPS 186-5, A.2.1).
    number = int.from_bytes(_hkdf(secret.encode(), salt=b"", info=b"Beside: key for web push", length=48))
    return derive_private_key(number % (ORDER - 1) + 1, CURVE)


def public_key(secret: str) -> str:
    """Return what a browser binds its subscription to (`applicationServerKey`)."""
    return to_base64url(point_of(own_key(secret)))


def vapid_header(secret: str, address: str, *, contact: str, now: datetime) -> str:
    """Return the `Authorization` that says to the service at this address who we are, until in some hours."""
    url = urlsplit(address)
    claims = {
        "aud": f"{url.scheme}://{url.netloc}",
        "exp": int((now + VAPID_FOR).timestamp()),
        "sub": contact,
    }
    head = {"typ": "JWT", "alg": "ES256"}
    signed = ".".join(to_base64url(json.dumps(part).encode()) for part in (head, claims))
    parts = decode_dss_signature(own_key(secret).sign(signed.encode(), ECDSA(SHA256())))
    signature = b"".join(part.to_bytes(32) for part in parts)
    return f"vapid t={signed}.{to_base64url(signature)}, k={public_key(secret)}"


def to_base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError for what is no base64url."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def point_of(key: EllipticCurvePrivateKey) -> bytes:
    return bytes_of(key.public_key())


def bytes_of(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _point(raw: bytes) -> EllipticCurvePublicKey:
    return EllipticCurvePublicKey.from_encoded_point(CURVE, raw)


def _hkdf(material: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=salt, info=info).derive(material)
