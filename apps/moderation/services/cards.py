"""The sealed card for the worst case: its owner writes it, and two who look after the group open it together."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.core.errors import NotFound
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.telling import notify_about
from apps.moderation.errors import AnotherOne, InOtherHands
from apps.moderation.models import CardOpening, Concern, EmergencyCard
from apps.moderation.rules.care import CARD_IS_OPEN_FOR, require_told
from apps.moderation.rules.words import is_text, require_words
from apps.moderation.services.audit import record_care
from apps.moderation.services.care import able_to_care, find_concern


def own_card(access: GroupAccess) -> EmergencyCard | None:
    """Return what this member wrote for the worst case in this group."""
    return EmergencyCard.objects.filter(member=access.membership_id or 0).first()


@transaction.atomic
def write_card(access: GroupAccess, words: str) -> None:
    """The card says this from now on; without words there is none."""
    access.require(Permission.READ)
    said = words.strip()
    if not said or not is_text(said):
        EmergencyCard.objects.filter(member=access.membership_id or 0).delete()
        return
    card = own_card(access) or EmergencyCard(member_id=access.membership_id or 0)
    card.words, card.written_at = require_words(said), timezone.now()
    card.save()


def has_card(concern: Concern) -> bool:
    """Tell whether the member wrote one; what is in it is for `read_card`."""
    return EmergencyCard.objects.filter(member=concern.member).exists()


def opening_of(concern: Concern, now: datetime | None = None) -> CardOpening | None:
    """Return the opening that waits for a second person, or that holds now."""
    since = (now or timezone.now()) - CARD_IS_OPEN_FOR
    found = concern.openings.select_related("asked_by", "agreed_by")
    return found.filter(Q(agreed_at=None, asked_at__gt=since) | Q(agreed_at__gt=since)).first()


@transaction.atomic
def ask_to_open(access: GroupAccess, public_id: str, reason: str) -> CardOpening:
    """A second one of those who look after the group is asked to agree. Raises TellFirst, InOtherHands, NotFound."""
    concern = _open_concern(access, public_id)
    require_told([concern], is_told=concern.told_at is not None)
    if not has_card(concern):
        raise NotFound
    if opening_of(concern) is not None:
        raise InOtherHands
    opening = CardOpening.objects.create(
        concern=concern, asked_by_id=access.membership_id, reason=require_words(reason)
    )
    record_care(access, concern, "card_asked", opening.reason)
    for member in able_to_care(concern.member).exclude(pk=access.membership_id or 0):
        notify_about(concern.group, member.user_id, "card_asked", concern=concern.public_id)
    return opening


@transaction.atomic
def agree_to_open(access: GroupAccess, public_id: str) -> CardOpening:
    """The card is open to the two for a day, and the member is told, with the reason. Raises AnotherOne, InOtherHands."""
    concern = _open_concern(access, public_id)
    opening = opening_of(concern)
    if opening is None or opening.agreed_at is not None:
        raise InOtherHands
    if opening.asked_by_id in {None, access.membership_id}:
        raise AnotherOne
    opening.agreed_by_id, opening.agreed_at = access.membership_id, timezone.now()
    opening.save(update_fields=["agreed_by", "agreed_at"])
    record_care(access, concern, "card_opened", opening.reason)
    notify_about(concern.group, concern.member.user_id, "card_opened", reason=opening.reason)
    return opening


def _open_concern(access: GroupAccess, public_id: str) -> Concern:
    """Return it, locked until commit: a card is nobody's business once the worry is over. Raises InOtherHands then."""
    concern = find_concern(access, public_id)
    if Concern.objects.select_for_update().get(pk=concern.pk).closed_at is not None:
        raise InOtherHands
    return concern


@transaction.atomic
def read_card(access: GroupAccess, public_id: str) -> str:
    """Return the card's words to one of the two who opened it; each look is a line of the log. Raises NotFound."""
    concern = find_concern(access, public_id)
    opening = opening_of(concern)
    card = EmergencyCard.objects.filter(member=concern.member).first()
    if opening is None or opening.agreed_at is None or card is None:
        raise NotFound
    if access.membership_id not in {opening.asked_by_id, opening.agreed_by_id}:
        raise NotFound
    record_care(access, concern, "card_read")
    words: str = card.words
    return words
