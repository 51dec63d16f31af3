"""How many pacts a member of a group can hold, and who offers to be a mentor there: without counts, in no order of worth."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission, State
from apps.groups.services.access import access_of_membership
from apps.journey.errors import HoldsNoMore, OffersNothing, TooNewToOffer
from apps.journey.models import Pact, PactPlaces
from apps.journey.rules.pacts import require_nothing_elsewhere
from apps.journey.services.pacts import STANDS_FOR

MOST = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """What a member says of themself: so many pacts, so many whom they accompany, and a sentence for these."""

    pacts: int
    mentees: int = 0
    offer: str = ""


def places_of(member: Membership) -> PactPlaces:
    """Return what the member set, or what holds for whoever set nothing, as a row that is not kept."""
    return PactPlaces.objects.filter(member=member).first() or PactPlaces(member=member)


def offer_of(member: Membership) -> str:
    """Return the sentence of a mentor."""
    return str(places_of(member).offer)


def require_may_offer(access: GroupAccess) -> None:
    """Pass for whoever may write to one member: an offer asks them to. Raises TooNewToOffer, Muted and the like."""
    if State.NEWCOMER in access.states and access.can(Permission.POST_MESSAGE):
        raise TooNewToOffer
    access.require(Permission.MESSAGE_MEMBER)


@transaction.atomic
def keep_places(access: GroupAccess, offer: Offer) -> None:
    """So many can ask from now on; what stands already stays.

    Raises what `require_may_offer` raises where they offer to be a mentor, and LeadsElsewhere.
    """
    access.require(Permission.READ)
    if offer.mentees:
        require_may_offer(access)
        require_nothing_elsewhere(offer.offer)
    member = Membership.objects.select_for_update(no_key=True).get(pk=access.membership_id or 0)
    kept = places_of(member)
    kept.pacts, kept.mentees, kept.offer = offer.pacts, offer.mentees, offer.offer.strip() if offer.mentees else ""
    kept.save()


def mentors_in(access: GroupAccess) -> list[PactPlaces]:
    """Return the members who offer to be a mentor, may do so now, and whom this member meets: by alias."""
    met = Membership.objects.visible_to(access).exclude(pk=access.membership_id or 0)
    found = PactPlaces.objects.filter(member__in=met.values("pk"), mentees__gt=0, member__user__is_active=True)
    offered = found.select_related("member__group", "member__user").order_by("member__alias_folded")
    return [places for places in offered if _may_offer(places.member)]


def require_place(member: Membership, kind: str) -> None:
    """Pass when the member can be asked for one more. Raises HoldsNoMore, and OffersNothing for no mentor.

    Exact only while the group is locked: a question takes a place, too, as long as it waits.
    """
    places = places_of(member)
    if kind == Pact.Kind.MENTORING and not (places.mentees and _may_offer(member)):
        raise OffersNothing
    most = places.mentees if kind == Pact.Kind.MENTORING else places.pacts
    if _taken(member, kind) >= most:
        raise HoldsNoMore


def _may_offer(member: Membership) -> bool:
    return access_of_membership(member).can(Permission.MESSAGE_MEMBER)


def _taken(member: Membership, kind: str) -> int:
    waiting = Q(asked=member, state=Pact.State.ASKED, asked_at__gt=timezone.now() - STANDS_FOR)
    held = Q(asked=member, state=Pact.State.ON)
    if kind == Pact.Kind.PACT:
        held |= Q(asker=member, state=Pact.State.ON)
    return Pact.objects.filter(waiting | held, kind=kind).count()
