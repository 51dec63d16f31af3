"""Who owns a group: handing it over is asked and accepted, and a group without an owner asks those who look after it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import NotNow
from apps.groups.models import Group, Membership, OwnershipOffer
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.services.admission import lock_group
from apps.groups.services.memberships import locked
from apps.groups.services.roles import GIVEN_ROLES
from apps.groups.services.telling import notify_about, tell, tell_staff
from apps.notifications.models import Notice

# How long those who look after a group have before site staff hear of it.
PATIENCE = timedelta(days=7)
OWNERLESS = "group_ownerless"


@transaction.atomic
def offer_ownership(access: GroupAccess, public_id: str) -> OwnershipOffer:
    """The member is asked to own the group; until they accept nothing changes. Asking somebody else takes this back.

    Raises NotPermitted, NotFound (nobody who takes part, a newcomer, an owner, oneself).
    """
    access.require(Permission.GIVE_ROLES)
    group = lock_group(access.group_id)
    to = can_own(group).filter(public_id=public_id).exclude(pk=access.membership_id or 0).first()
    if to is None:
        raise NotFound
    mine = _open(group).filter(made_by=access.membership_id)
    if (same := mine.filter(to=to).first()) is not None:
        return same
    mine.update(ended_at=timezone.now())
    _open(group).filter(to=to).update(ended_at=timezone.now())
    return _ask(group, to, made_by=access.membership_id)


@transaction.atomic
def withdraw_offer(access: GroupAccess) -> None:
    """Nobody is asked by this owner any more."""
    access.require(Permission.GIVE_ROLES)
    _open(lock_group(access.group_id)).filter(made_by=access.membership_id).update(ended_at=timezone.now())


@transaction.atomic
def answer_offer(access: GroupAccess, *, is_accepted: bool) -> None:
    """The member owns the group, and whoever asked them no longer does; or they said no, and nothing changes.

    Raises NotNow when nobody asks them any more, or whoever asked owns the group no longer.
    """
    access.require(Permission.READ)
    group = lock_group(access.group_id)
    offer = _open(group).filter(to=access.membership_id).select_related("made_by").first()
    if offer is None or (offer.made_by and Role.OWNER not in offer.made_by.role_set):
        raise NotNow
    offer.ended_at = timezone.now()
    offer.save(update_fields=["ended_at"])
    if not is_accepted:
        _tell_maker(group, offer, "ownership_declined")
        return
    _open(group).update(ended_at=timezone.now())
    _change(offer.to_id, given=Role.OWNER)
    if offer.made_by_id is not None:
        _change(offer.made_by_id, taken=Role.OWNER)
    Group.objects.filter(pk=group.pk).update(ownerless_since=None)
    _tell_maker(group, offer, "ownership_accepted")


def offer_to(access: GroupAccess) -> OwnershipOffer | None:
    """Return what this member is asked, if anything."""
    return OwnershipOffer.objects.filter(group=access.group_id, to=access.membership_id or 0, ended_at=None).first()


def can_own(group: Group) -> QuerySet[Membership]:
    """Return those who could own the group: taking part, no longer new, and no owner yet."""
    able = Membership.objects.taking_part().filter(group=group, user__is_active=True, settled_at__isnull=False)
    return able.exclude(roles__contains=[Role.OWNER.value]).order_by("alias_folded")


def find_owners(now: datetime | None = None) -> None:
    """No living group stays without an owner: those who look after it are asked at once, site staff after a week."""
    moment = now or timezone.now()
    owner = Membership.objects.filter(
        group=OuterRef("pk"), ended_at=None, user__is_active=True, roles__contains=[Role.OWNER.value]
    )
    living = Group.objects.filter(state__in=[Group.State.ACTIVE, Group.State.PAUSED], deletes_at=None)
    living.filter(Exists(owner), ownerless_since__isnull=False).update(ownerless_since=None)
    for group_id in living.exclude(Exists(owner)).values_list("pk", flat=True):
        _find_owner(group_id, moment)


@transaction.atomic
def _find_owner(group_id: int, now: datetime) -> None:
    group = lock_group(group_id)
    asked = can_own(group).filter(roles__overlap=[Role.FACILITATOR.value, Role.MODERATOR.value])
    if group.ownerless_since is None:
        Group.objects.filter(pk=group.pk).update(ownerless_since=now)
        _open(group).update(ended_at=now)
        for member in asked:
            _ask(group, member, made_by=None)
        if asked:
            return
    elif asked and now < group.ownerless_since + PATIENCE:
        return
    if not Notice.objects.filter(
        kind=OWNERLESS, scope=group.public_id, created_at__gte=group.ownerless_since or now
    ).exists():
        tell_staff(group, OWNERLESS)


@transaction.atomic
def ask_for_site(staff: User, group_id: str, public_id: str) -> None:
    """Site staff ask a member of a group without an owner. Raises NotFound, NotNow."""
    group = Group.objects.select_for_update(no_key=True).filter(public_id=group_id).first()
    to = can_own(group).filter(public_id=public_id).first() if group else None
    if group is None or to is None or not staff.is_safety_staff:
        raise NotFound
    if group.ownerless_since is None:
        raise NotNow
    if not _open(group).filter(to=to).exists():
        _ask(group, to, made_by=None)


def _ask(group: Group, to: Membership, *, made_by: int | None) -> OwnershipOffer:
    offer = OwnershipOffer.objects.create(group=group, to=to, made_by_id=made_by)
    notify_about(group, to.user_id, "ownership_offered")
    return offer


def _open(group: Group) -> QuerySet[OwnershipOffer]:
    return OwnershipOffer.objects.filter(group=group, ended_at=None)


def _change(membership_id: int, *, given: Role | None = None, taken: Role | None = None) -> None:
    present, group = locked(Membership(pk=membership_id))
    held = (present.role_set | _one(given)) - _one(taken)
    present.roles = [role.value for role in GIVEN_ROLES if role in held]
    present.save(update_fields=["roles"])
    tell("roles", present, group)


def _one(role: Role | None) -> frozenset[Role]:
    return frozenset({role} if role else ())


def _tell_maker(group: Group, offer: OwnershipOffer, kind: str) -> None:
    if offer.made_by is not None:
        notify_about(group, offer.made_by.user_id, kind)


def ownerless_groups() -> Iterable[Group]:
    """Return the groups that wait for an owner, the longest waiting first."""
    return Group.objects.filter(ownerless_since__isnull=False).order_by("ownerless_since", "pk")
