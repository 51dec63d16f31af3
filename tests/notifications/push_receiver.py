"""A push service with the browsers behind it: takes what is posted over TLS, and opens it as RFC 8291 says.

Nothing of the application's own sealing is used here.
"""

import datetime as dt
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from apps.notifications.rules.web_push import Subscription, from_base64url, to_base64url


@dataclass(frozen=True)
class Posted:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def claims(self) -> dict[str, Any]:
        """What the sender says of itself, once its signature was found right (RFC 8292)."""
        scheme, _, given = self.headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in given.split(","))
        signed, _, signature = parts["t"].rpartition(".")
        raw = from_base64url(signature)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(parts["k"]))
        whole = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        key.verify(whole, signed.encode(), ec.ECDSA(hashes.SHA256()))
        head, claims = (json.loads(from_base64url(part)) for part in signed.split("."))
        assert (scheme, head["alg"], len(raw)) == ("vapid", "ES256", 64)
        return {**claims, "key": parts["k"]}


@dataclass
class PushService:
    """One that answers with `status`, whoever asks; what it was sent is in `posted`."""

    port: int = 0
    status: int = 201
    posted: list[Posted] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"localhost:{self.port}"


class Browser:
    """One subscription of one browser."""

    def __init__(self, service: str, path: str = "/push/one", *, private: str = "", secret: str = "A" * 22) -> None:
        curve = ec.SECP256R1()
        number = int.from_bytes(from_base64url(private)) if private else 0
        self._key = ec.derive_private_key(number, curve) if number else ec.generate_private_key(curve)
        self._secret = from_base64url(secret)
        self.subscription = Subscription(f"https://{service}{path}", to_base64url(self._point), secret)

    @property
    def _point(self) -> bytes:
        encoding = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        return self._key.public_key().public_bytes(*encoding)

    @property
    def form(self) -> dict[str, str]:
        given = self.subscription
        return {"endpoint": given.address, "p256dh": given.key, "auth": given.secret}

    def open(self, body: bytes) -> bytes:
        """Return what was sealed for this browser: RFC 8188, section 2, with the keys of RFC 8291, section 3.3."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        point, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
        info = b"WebPush: info\0" + self._point + point
        material = _expand(_extract(self._secret, shared), info, 32)
        root = _extract(salt, material)
        key, nonce = (
            _expand(root, b"Content-Encoding: " + name + b"\0", n) for name, n in ((b"aes128gcm", 16), (b"nonce", 12))
        )
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded[-1:] == b"\x02"
        return padded[:-1]


def _extract(salt: bytes, material: bytes) -> bytes:
    return hmac.digest(salt, material, "sha256")


def _expand(root: bytes, info: bytes, length: int) -> bytes:
    return HKDFExpand(hashes.SHA256(), length, info).derive(root)


@contextmanager
def push_service(folder: Path) -> Iterator[tuple[PushService, Path]]:
    """Give a running service, and the certificate that its callers must trust."""
    certificate, trust = folder / "service.pem", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.write_bytes(_certificate())
    trust.load_cert_chain(certificate)
    service = PushService()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(service))
    server.socket = trust.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield service, certificate
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler_of(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.posted.append(Posted(self.path, dict(self.headers), body))
            self.send_response(service.status)
            self.send_header("Location", f"https://{service.name}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def _certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    day = dt.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
