"""A device that holds passkeys, in software: it answers the options of a page as a browser would."""

import html
import json
import re
import secrets
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from tests.accounts.signing_up import Answer

FLAG = AuthenticatorData.FLAG
CHECKED = FLAG.UP | FLAG.UV


@dataclass(frozen=True)
class Passkey:
    """One passkey, and what a test may let go wrong with it."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: str = ""
    origin: str = ""
    flags: FLAG = CHECKED

    def but(self, **changes: Any) -> "Passkey":
        return replace(self, **changes)

    def _common(self, kind: str, challenge: str) -> tuple[dict[str, Any], CollectedClientData]:
        data = CollectedClientData.create(kind, challenge, self.origin or settings.SITE_URL)
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key"}, data

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.create`."""
        wish = options["publicKey"]
        answer, data = self._common("webauthn.create", wish["challenge"])
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]  # fido2 has none here
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        shown = AuthenticatorData.create(_digest(wish["rp"]["id"]), self.flags | FLAG.AT, 0, credential)
        attested = AttestationObject.create("none", shown, {})
        response = {"clientDataJSON": websafe_encode(data), "attestationObject": websafe_encode(attested)}
        return answer | {"response": response}

    def shown(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.get`."""
        wish = options["publicKey"]
        answer, data = self._common("webauthn.get", wish["challenge"])
        shown = AuthenticatorData.create(_digest(wish["rpId"]), self.flags, 1)
        signature = self.key.sign(shown + data.hash, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(data),
            "authenticatorData": websafe_encode(shown),
            "signature": websafe_encode(signature),
            "userHandle": self.handle,
        }
        return answer | {"response": response}


def options_in(page: Answer) -> dict[str, Any]:
    """Return what the page asks the device for."""
    found = re.search(r'data-options="([^"]*)"', page.content.decode())
    assert found, page.content.decode()
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def make_passkey(client: Client, path: str, **fields: Any) -> tuple[Passkey, Answer]:
    """Make a passkey on that page and send it, as the browser of whoever is there does."""
    options = options_in(client.get(path))
    passkey = Passkey(handle=options["publicKey"]["user"]["id"], **fields)
    return passkey, client.post(path, {"credential": json.dumps(passkey.made(options))})


def show_passkey(client: Client, path: str, passkey: Passkey, **fields: str) -> Answer:
    """Show a passkey on the page that asks for it."""
    answer = passkey.shown(options_in(client.get(path)))
    return client.post(path, {"credential": json.dumps(answer), **fields})


def sign_in_with(client: Client, passkey: Passkey, **fields: str) -> Answer:
    """Sign in with a passkey from the sign-in page."""
    path = "/accounts/2fa/passkeys/login/"
    options = client.get(path, headers={"Accept": "application/json"}).json()
    return client.post(path, {"credential": json.dumps(passkey.shown(options)), **fields})


def add_passkey(client: Client) -> Passkey:
    """Add a passkey to the account of whoever is signed in there and was asked just now."""
    passkey, answer = make_passkey(client, "/accounts/2fa/passkeys/add/")
    assert answer.status_code == 302, answer.content.decode()
    return passkey


def _digest(rp_id: str) -> bytes:
    return sha256(rp_id.encode()).digest()
