"""Invitations for supporters outside: links to a few chosen things, for a time, ended by their member at once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import SiteSettings, User
from apps.accounts.services.standing import has_consented
from apps.core.errors import NotFound
from apps.groups.services.admission import is_barred
from apps.journey.errors import AsManyAsFit
from apps.journey.models import SupporterInvitation
from apps.journey.rules.supporters import LONGEST
from apps.journey.services.finding import find_own

MOST_INVITATIONS = 5
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Offer:
    """What one supporter may see, and how much longer; without `lasts` the end stays as it is."""

    name: str
    pieces: Sequence[str]
    note: str = ""
    language: str = "en"
    lasts: timedelta | None = None


def invitations_of(user: User, *, now: datetime | None = None) -> list[SupporterInvitation]:
    """Return this person's that hold, in the order in which they were made."""
    return list(SupporterInvitation.objects.filter(user=user, expires_at__gt=now or timezone.now()))


def find_standing(user: User, public_id: str, *, now: datetime | None = None) -> SupporterInvitation:
    """Return this person's invitation. Raises NotFound for what is missing, another's, or over."""
    return _standing(find_own(SupporterInvitation, user, public_id), now or timezone.now())


@transaction.atomic
def invite_supporter(user: User, offer: Offer, *, now: datetime | None = None) -> tuple[SupporterInvitation, str]:
    """Return the invitation and its token, which nobody can read again: only a hash is kept. Raises AsManyAsFit."""
    moment = now or timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if len(invitations_of(user, now=moment)) >= MOST_INVITATIONS:
        raise AsManyAsFit
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = SupporterInvitation(user=user, token_hash=_hash(token), expires_at=moment)
    _offer(made, offer, moment)
    made.save()
    return made, token


@transaction.atomic
def change_invitation(user: User, public_id: str, offer: Offer, *, now: datetime | None = None) -> None:
    """The same link shows this from now on. Raises NotFound, also for one that is over."""
    moment = now or timezone.now()
    found = _lock_own(user, public_id, moment)
    _offer(found, offer, moment)
    found.save()


@transaction.atomic
def renew_link(user: User, public_id: str, *, now: datetime | None = None) -> tuple[SupporterInvitation, str]:
    """Return the invitation and its new token; the link before opens nothing any more. Raises NotFound."""
    found, token = _lock_own(user, public_id, now or timezone.now()), secrets.token_urlsafe(TOKEN_BYTES)
    found.token_hash = _hash(token)
    found.save(update_fields=["token_hash"])
    return found, token


@transaction.atomic
def end_invitation(user: User, public_id: str) -> None:
    """The link opens nothing any more, and nothing of it is kept. Raises NotFound."""
    find_own(SupporterInvitation, user, public_id, to_change=True).delete()


def find_invitation(token: str, *, now: datetime | None = None) -> SupporterInvitation:
    """Return what the token opens.

    Raises NotFound, the same whether it never existed, was ended or replaced, is over, or rests because its member asked to
    be gone, is kept out of every group, or does not agree to what holds now.
    """
    holds = SupporterInvitation.objects.filter(expires_at__gt=now or timezone.now(), user__is_active=True)
    found = holds.select_related("user").filter(token_hash=_hash(token)).first()
    if found is None or is_barred(found.user_id, None) or not has_consented(found.user, SiteSettings.load()):
        raise NotFound
    return found


def forget_ended(*, now: datetime | None = None) -> None:
    """What is over is gone."""
    SupporterInvitation.objects.filter(expires_at__lte=now or timezone.now()).delete()


def _lock_own(user: User, public_id: str, moment: datetime) -> SupporterInvitation:
    return _standing(find_own(SupporterInvitation, user, public_id, to_change=True), moment)


def _standing(invitation: SupporterInvitation, moment: datetime) -> SupporterInvitation:
    if invitation.expires_at <= moment:
        raise NotFound
    return invitation


def _offer(invitation: SupporterInvitation, offer: Offer, moment: datetime) -> None:
    invitation.name, invitation.note, invitation.language = offer.name, offer.note.strip(), offer.language
    invitation.pieces = list(offer.pieces)
    if offer.lasts is not None:
        invitation.expires_at = moment + min(offer.lasts, LONGEST)


def _hash(token: str) -> str:
    # The token has 256 random bits: no salt and no slow hash would add anything.
    return sha256(token.encode("utf-8", "replace")).hexdigest()
