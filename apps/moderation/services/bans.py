"""Who does not come back: kept as keyed hashes of verified addresses, so that it follows the person and not the account."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.core import taking_turns
from apps.groups.models import EndKind, Membership
from apps.groups.permissions import Role
from apps.groups.services.memberships import end_membership, let_return, reopen_membership
from apps.moderation.models import Action, Ban
from apps.moderation.rules.bans import person_of
from apps.moderation.services.letters import tell_member

ONE_AT_A_TIME = 0x6261_6E73  # A ban from the site touches many groups.


def one_at_a_time() -> None:
    """Wait for whoever bans from the whole site at this moment; until commit nobody else does."""
    taking_turns.one_at_a_time(ONE_AT_A_TIME)


def is_barred(user_id: int, group_id: int | None) -> bool:
    """Tell whether a ban keeps this person out of the group, or, without one, of every group."""
    if not user_id:
        return False
    here = Q(group=None) if group_id is None else Q(group=None) | Q(group_id=group_id)
    return bans_of(user_id).filter(here).exists()


def has_site_ban(group_id: int) -> bool:
    """Tell whether somebody is kept out of every group by what was decided here: as long, the decision is kept.

    It can be appealed and taken back nowhere else.
    """
    return Ban.objects.filter(group=None, action__group=group_id).exists()


def bans_of(user_id: int, now: datetime | None = None) -> QuerySet[Ban]:
    """Return the bans that hold for this account now: its own, and those of an address that is verified as its."""
    holds = Q(until=None) | Q(until__gt=now or timezone.now())
    return Ban.objects.filter(holds, Q(user_id=user_id) | Q(person__in=_persons(user_id)))


def places_of_person(member: Membership, *, is_site_wide: bool) -> list[Membership]:
    """Return the active memberships, other than this one, of everybody who is the same person, in the order of groups."""
    persons = set(_persons(member.user_id))
    addresses = EmailAddress.objects.filter(verified=True)
    if not is_site_wide:
        addresses = addresses.filter(user__memberships__group_id=member.group_id)
    rows = addresses.values_list("user_id", "email").iterator(chunk_size=2000)
    users = {user for user, email in rows if _hashed(email) in persons} | {member.user_id}
    places = Membership.objects.active().filter(user__in=users).exclude(pk=member.pk)
    places = places if is_site_wide else places.filter(group_id=member.group_id)
    return list(places.select_related("group").order_by("group_id", "pk"))


def places_of(members: Iterable[Membership]) -> dict[str, list[str]]:
    """Return what a reversal puts back: the roles of those who are in their group now, by the membership's key."""
    return {str(member.pk): list(member.roles) for member in members if member.is_active}


def keep_out(action: Action, member: Membership, places: Iterable[Membership]) -> None:
    """The person's places have ended, and every door is closed to them as the saved action says."""
    group = None if action.scope == Action.Scope.SITE else action.group
    Ban.objects.bulk_create(
        Ban(person=person, user_id=member.user_id, group=group, action=action, until=action.until)
        for person in _persons(member.user_id) or [""]
    )
    end_membership(member, EndKind.REMOVED)
    told = {member.user_id}
    for place in places:
        end_membership(place, EndKind.REMOVED)
        if place.user_id not in told:
            told.add(place.user_id)
            tell_member(action, place.group, place)


def roles_then(action: Action, target: Membership) -> frozenset[Role]:
    """Return the roles of whom it was done to, with those that they lost by it."""
    return target.role_set | {Role(role) for role in action.before.get(str(target.pk), [])}


def let_in(action: Action) -> None:
    """The removal or ban that was taken back leaves no trace: its places are as they were, unless another closes them."""
    Ban.objects.filter(action=action).delete()
    for place in _places_closed_by(action):
        if str(place.pk) in action.before:
            reopen_membership(place, action.before[str(place.pk)])
        else:
            let_return(place)


def end_bans(*, now: datetime | None = None) -> int:
    """Return how many bans are over: their hashes are gone, and the people may come back by the door of the group."""
    over = Ban.objects.filter(until__lte=now or timezone.now())
    actions = list(Action.objects.filter(bans__in=over).distinct())
    for action in actions:
        with transaction.atomic():
            Ban.objects.filter(action=action).delete()
            for place in _places_closed_by(action):
                let_return(place)
    over.delete()
    return len(actions)


def _places_closed_by(action: Action) -> list[Membership]:
    """Return the places that this action ended and no other one keeps closed; in the order of groups."""
    keys = [int(key) for key in action.before] + [action.target_id or 0]
    found = Membership.objects.filter(pk__in=keys, end_kind=EndKind.REMOVED).order_by("group_id", "pk")
    return [place for place in found if not _is_closed_otherwise(place, action)]


def _is_closed_otherwise(place: Membership, action: Action) -> bool:
    standing = Action.objects.standing().filter(target=place, kind__in=[Action.Kind.REMOVE, Action.Kind.BAN])
    return standing.exclude(pk=action.pk).exists() or is_barred(place.user_id, place.group_id)


def _persons(user_id: int) -> list[str]:
    addresses = EmailAddress.objects.filter(user_id=user_id, verified=True).values_list("email", flat=True)
    return sorted({_hashed(email) for email in addresses})


def _hashed(email: str) -> str:
    return person_of(settings.BAN_KEY.encode(), email)
