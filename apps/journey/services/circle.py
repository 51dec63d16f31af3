"""Whom somebody would ask for company, chosen beforehand: members of their groups, and who welcomes in one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from apps.accounts.models import User
from apps.groups.models import Group, Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.journey.errors import FiveAtMost
from apps.journey.models import CompanyCircle
from apps.journey.services.pacts import standing_pacts_of
from apps.messaging.services.awaiting import welcomers_of

MOST_MEMBERS = 5


@dataclass(frozen=True, slots=True)
class Circle:
    """Members and a group, by public id."""

    members: Sequence[str] = field(default_factory=list)
    welcomers_of: str = ""
    has_partners: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.members or self.welcomers_of or self.has_partners)


@dataclass(frozen=True, slots=True)
class Offered:
    """A group of theirs, and its members whom they may choose."""

    group: Group
    members: list[Membership]


def circle_of(user: User) -> Circle:
    """Return whom this person chose."""
    kept = CompanyCircle.objects.filter(user=user).first()
    return Circle(kept.members, kept.welcomers_of, kept.has_partners) if kept else Circle()


def offered_to(user: User) -> list[Offered]:
    """Return the groups in which this person may write to members, and whom they meet there."""
    return [
        Offered(
            member.group, list(Membership.objects.visible_to(access).exclude(pk=member.pk).order_by("alias_folded"))
        )
        for member, access in places_to_ask(user)
        if access.can(Permission.SEE_MEMBERS)
    ]


def places_to_ask(user: User) -> list[tuple[Membership, GroupAccess]]:
    """Return the person's memberships in which they may write to members now."""
    members = Membership.objects.taking_part().filter(user=user).select_related("group", "user").order_by("group__name")
    places = [(member, access_of_membership(member)) for member in members]
    return [(member, access) for member, access in places if access.can(Permission.MESSAGE_MEMBER)]


def may_call(user: User) -> bool:
    """Tell whether this person could ask for company somewhere; whoever is new, muted or in no group could not."""
    return bool(places_to_ask(user))


@transaction.atomic
def keep_circle(user: User, circle: Circle) -> None:
    """These are told from now on; who is not met or not there any more is left out. Raises FiveAtMost."""
    offered = offered_to(user)
    known = {member.public_id for one in offered for member in one.members}
    members = [public_id for public_id in circle.members if public_id in known]
    if len(members) > MOST_MEMBERS:
        raise FiveAtMost
    group = circle.welcomers_of if circle.welcomers_of in {one.group.public_id for one in offered} else ""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    kept = CompanyCircle.objects.filter(user=user).first() or CompanyCircle(user=user)
    kept.members, kept.welcomers_of, kept.has_partners = members, group, circle.has_partners
    kept.save()


def chosen_members(user: User) -> list[Membership]:
    """Return everybody whom this person's choice means now, each account once: members first, then who welcomes.

    Somebody who is in two groups of theirs must not learn from two notices that both aliases are one person.
    """
    circle, there = circle_of(user), Membership.objects.taking_part().filter(user__is_active=True).exclude(user=user)
    found = list(there.filter(public_id__in=circle.members).select_related("user", "group"))
    found.sort(key=lambda member: list(circle.members).index(member.public_id))
    partners = standing_pacts_of(user) if circle.has_partners else []
    found += list(
        there.filter(pk__in=[held.other.pk for held in partners]).select_related("user", "group").order_by("pk")
    )
    group = Group.objects.filter(public_id=circle.welcomers_of).first() if circle.welcomers_of else None
    welcoming = there.filter(pk__in=welcomers_of(group).values("pk")) if group else there.none()
    found += list(welcoming.select_related("user", "group").order_by("pk"))
    each: dict[int, Membership] = {}
    for member in found:
        each.setdefault(member.user_id, member)
    return list(each.values())
