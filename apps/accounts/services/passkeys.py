"""A person's passkeys: reading what a device answers, knowing whose it is, naming one and taking one away."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.signals import authenticator_added
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticationResponse, CollectedClientData, RegistrationResponse

from apps.accounts.errors import LastSecondFactor, OnlyWayIn, PasskeyRefused
from apps.accounts.models import User
from apps.accounts.services.standing import second_factors
from apps.core.errors import NotFound

# What the parsers raise on an answer that no browser has written.
ODD = (ValueError, TypeError, LookupError, AttributeError, AssertionError, struct.error, RecursionError)


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """One passkey as its owner sees it. `mark` stands for it in addresses: neither its row number nor its id."""

    mark: str
    name: str
    made_at: datetime
    used_at: datetime | None


def read_made(answer: Any) -> dict[str, Any]:
    """Return what is kept of a passkey that was made just now for the challenge of this session.

    Raises PasskeyRefused for anything else, and for a passkey that somebody has already.
    """
    with _refusing():
        made = RegistrationResponse.from_dict(answer)
        _check_origin(made.response.client_data)
        auth.complete_registration(answer)
        kept = _kept(made)
        if _passkeys().filter(data__credential__rawId=kept["rawId"]).exists():
            raise PasskeyRefused
        return kept


def read_shown(answer: Any, user: User | None = None) -> Authenticator:
    """Return the passkey that was shown just now for the challenge of this session: this person's, or anybody's.

    Raises PasskeyRefused for anything else.
    """
    with _refusing():
        shown = AuthenticationResponse.from_dict(answer)
        _check_origin(shown.response.client_data)
        owner = user or _owner_of(shown.response.user_handle)
        authenticator: Authenticator = auth.complete_authentication(owner, answer)
        return authenticator


def add_passkey(request: HttpRequest, user: User, name: str, kept: dict[str, Any]) -> bool:
    """The person has this passkey, and a mail about it unless they are just signing up.

    Whoever owes a second factor has spare codes from now on; return whether they were made now.
    """
    authenticator: Authenticator = auth.WebAuthn.add(user, name, kept).instance
    authenticator_added.send(sender=Authenticator, request=request, user=user, authenticator=authenticator)
    if user.last_login is None:
        return False
    get_adapter().send_notification_mail("mfa/email/webauthn_added", user)
    return user.needs_second_factor and auto_generate_recovery_codes(request) is not None


def list_passkeys(user: User) -> list[OwnPasskey]:
    """Return the person's passkeys, the oldest first."""
    rows = _passkeys().filter(user=user).order_by("created_at", "pk")
    return [OwnPasskey(mark_of(row), row.wrap().name, row.created_at, row.last_used_at) for row in rows]


def passkey_of(user: User, mark: str) -> Authenticator:
    """Return this person's passkey. Raises NotFound."""
    for row in _passkeys().filter(user=user):
        if mark_of(row) == mark:
            return row
    raise NotFound


def rename_passkey(user: User, mark: str, name: str) -> None:
    """The passkey is called so. Raises NotFound."""
    row = passkey_of(user, mark)
    row.wrap().name = name
    row.save(update_fields=["data"])


def remove_passkey(request: HttpRequest, user: User, mark: str) -> None:
    """The passkey opens nothing any more, and a mail says so.

    Raises NotFound, OnlyWayIn if there is no passphrase and no other passkey, and LastSecondFactor if the person owes
    a second factor and has no other.
    """
    with transaction.atomic():
        # Two who take away one each at the same moment come one after the other.
        User.objects.select_for_update().get(pk=user.pk)
        row = passkey_of(user, mark)
        if not user.has_usable_password() and not _passkeys().filter(user=user).exclude(pk=row.pk).exists():
            raise OnlyWayIn
        if user.needs_second_factor and not second_factors(user).exclude(pk=row.pk).exists():
            raise LastSecondFactor
        delete_and_cleanup(request, row)
    get_adapter().send_notification_mail("mfa/email/webauthn_removed", user)


def mark_of(authenticator: Authenticator) -> str:
    """Return a name for a passkey that cannot be turned back into its row number."""
    return salted_hmac("apps.accounts.passkey", str(authenticator.pk), algorithm="sha256").hexdigest()[:24]


def _passkeys() -> Any:
    return Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)


def _owner_of(handle: bytes | None) -> User:
    owner = User.objects.filter(passkey_handle=handle.decode()).first() if handle else None
    if owner is None:
        raise PasskeyRefused
    return owner


def _check_origin(client_data: CollectedClientData) -> None:
    # fido2 would take any port, and any name below ours.
    if client_data.origin != settings.SITE_URL or client_data.cross_origin:
        raise PasskeyRefused


def _kept(made: RegistrationResponse) -> dict[str, Any]:
    """Return what signing in needs, and nothing else of what was sent."""
    name = websafe_encode(made.raw_id)
    response = {
        "clientDataJSON": websafe_encode(bytes(made.response.client_data)),
        "attestationObject": websafe_encode(bytes(made.response.attestation_object)),
    }
    return {"id": name, "rawId": name, "type": "public-key", "response": response}


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (ValidationError, *ODD) as error:
        raise PasskeyRefused from error
