"""People at a similar point: who opted in meets the others of one group in the same rough stretch of time, by alias.

Nobody meets more of it than a member does, whatever they look after.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from secrets import randbelow

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.core.tries import count_try
from apps.groups.models import Block, Group, Membership, Mute
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership
from apps.journey.errors import ChangesCirclesOften, OneCircleAGroup
from apps.journey.models import Milestone, PeerPlace
from apps.journey.rules.days import count_days
from apps.journey.rules.stretches import FEWEST, MOST_DELAY, Stretch, stretch_of
from apps.journey.services.finding import find_own
from apps.journey.services.slips import slips_of
from apps.journey.services.stepping_out import step_out
from apps.messaging.services.remembering import today_in

COUNTED = frozenset({Milestone.Kind.FREE, Milestone.Kind.SINCE})
MOST_ENTRIES, WITHIN = 4, timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PeerCircle:
    """The circle as this member meets it now; `others` are nobody while it is quiet."""

    group: Group
    access: GroupAccess
    stretch: Stretch
    others: list[Membership]
    is_quiet: bool


def find_counted(user: User, public_id: str, *, to_change: bool = False) -> Milestone:
    """Return this person's milestone that counts days. Raises NotFound for what is missing, another's, or no such one."""
    found = find_own(Milestone, user, public_id, to_change=to_change)
    if found.kind not in COUNTED or found.day is None:
        raise NotFound
    return found


def groups_to_enter(user: User) -> list[Membership]:
    """Return this person's places in groups where they may see who is there."""
    members = Membership.objects.taking_part().filter(user=user).select_related("group", "user").order_by("group__name")
    return [member for member in members if access_of_membership(member).can(Permission.SEE_MEMBERS)]


@transaction.atomic
def enter_peer_circle(user: User, milestone_id: str, group_id: str, counts_from: str) -> None:
    """The member is in the group's circles with this milestone, and nobody is told.

    Raises NotFound, OneCircleAGroup, and ChangesCirclesOften for whoever goes from circle to circle.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    milestone = find_counted(user, milestone_id, to_change=True)
    member = next((member for member in groups_to_enter(user) if member.group.public_id == group_id), None)
    if member is None:
        raise NotFound
    if PeerPlace.objects.filter(member=member).exclude(milestone=milestone).exists():
        raise OneCircleAGroup
    _require_patience(user)
    step_out(milestone)
    PeerPlace.objects.create(
        milestone=milestone, member=member, counts_from=counts_from, delay=randbelow(MOST_DELAY + 1)
    )


@transaction.atomic
def leave_peer_circle(user: User, milestone_id: str) -> None:
    """They are in none, and nobody is told. Twice is once. Raises NotFound."""
    step_out(find_counted(user, milestone_id, to_change=True))


def peer_circle_of(milestone: Milestone) -> PeerCircle | None:
    """Return the circle that this milestone is in now, or None where it is in none, or its person is kept out."""
    own = _places().filter(milestone=milestone).first()
    if own is None:
        return None
    group, access = own.member.group, access_of_membership(own.member)
    if not access.can(Permission.SEE_MEMBERS):
        return None
    today = today_in(group)
    stretch = _stretch(own, today)
    met = _places().filter(member__group=group).exclude(pk=own.pk).exclude(_apart(own.member))
    others = [place.member for place in met.order_by("member__alias_folded") if _stretch(place, today) == stretch]
    is_quiet = len(others) + 1 < FEWEST
    return PeerCircle(group, access, stretch, [] if is_quiet else others, is_quiet)


def _places() -> QuerySet[PeerPlace]:
    # Whoever asked to be gone rests, and is not met meanwhile.
    taking_part = Membership.objects.taking_part().filter(user__is_active=True)
    return PeerPlace.objects.filter(member__in=taking_part).select_related("milestone", "member__group", "member__user")


def _apart(own: Membership) -> Q:
    """Find those whom a block keeps apart from this member, either way round, and those whom they muted."""
    other = OuterRef("member")
    return Q(Exists(Block.objects.between(own, other))) | Q(Exists(Mute.objects.filter(muter=own, muted=other)))


def _stretch(place: PeerPlace, today: date) -> Stretch:
    milestone = place.milestone
    count = count_days(milestone.day, [(slip.on, slip.until) for slip in slips_of(milestone)], today)
    days = count.in_all if place.counts_from == PeerPlace.CountsFrom.BEGINNING else count.since
    return stretch_of(days, place.delay)


def _require_patience(user: User) -> None:
    if count_try(f"circles-{user.pk}", within=WITHIN) > MOST_ENTRIES:
        raise ChangesCirclesOften
