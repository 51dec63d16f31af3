"""The pacts of one person: what stands, and what they are asked or wait for. What is another's is not there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.core.errors import NotFound
from apps.groups.models import Membership
from apps.groups.permissions import Permission
from apps.groups.services.access import access_of_membership
from apps.journey.models import Pact, PactSide
from apps.journey.rules.pacts import Evening

# A question ends by itself after so long, whatever became of it; the same member is not asked again before AGAIN_AFTER.
STANDS_FOR, AGAIN_AFTER = timedelta(days=7), timedelta(days=30)
PEOPLE = ("asker__user", "asker__group", "asked__user", "asked__group")


@dataclass(frozen=True, slots=True)
class Held:
    """A pact, or the question for one, as one of the two has it."""

    pact: Pact
    own: Membership
    other: Membership

    @property
    def is_on(self) -> bool:
        return self.pact.state == Pact.State.ON

    @property
    def is_mentoring(self) -> bool:
        return self.pact.kind == Pact.Kind.MENTORING

    @property
    def is_asker(self) -> bool:
        return self.pact.asker_id == self.own.pk

    @property
    def is_mine_to_answer(self) -> bool:
        return not (self.is_on or self.is_asker)

    @property
    def writes(self) -> bool:
        """Whether this one says what they mean to do; a mentor reads."""
        return writes_in(self.pact, self.own.pk)


def writes_in(pact: Pact, member_id: int) -> bool:
    """Tell whether this one of the two (a row number) pledges and looks back: both, but for a mentor."""
    return pact.kind == Pact.Kind.PACT or pact.asker_id == member_id


def held_by(pact: Pact, user_id: int) -> Held:
    """Return the pact as this one of the two has it; its people are loaded."""
    own, other = pact.asker, pact.asked
    return Held(pact, own, other) if own.user_id == user_id else Held(pact, other, own)


def pacts_of(user: User, *, now: datetime | None = None) -> list[Held]:
    """Return what this person has, was asked, or waits for, in the order in which it was asked."""
    moment = now or timezone.now()
    found = [held_by(pact, user.pk) for pact in _own(user).select_related(*PEOPLE).order_by("pk")]
    return [held for held in found if _is_shown(held, moment)]


def find_pact(user: User, public_id: str, *, now: datetime | None = None, to_change: bool = False) -> Held:
    """Return one of this person's; with `to_change` it is locked.

    Raises NotFound for anybody else's, and for what ended: which of the two nobody can tell.
    """
    rows = _own(user).select_related(*PEOPLE).filter(public_id=public_id)
    pact = (rows.select_for_update(no_key=True, of=("self",)) if to_change else rows).first()
    if pact is None or not _is_shown(held := held_by(pact, user.pk), now or timezone.now()):
        raise NotFound
    return held


def standing_pact(user: User, public_id: str, *, to_change: bool = False) -> Held:
    """Return one to which both have said yes. Raises NotFound."""
    held = find_pact(user, public_id, to_change=to_change)
    if not held.is_on:
        raise NotFound
    return held


def standing_pacts_of(user: User) -> list[Held]:
    """Return those to which both have said yes, with mentors and whom one accompanies among them."""
    return [held for held in pacts_of(user) if held.is_on]


def pacts_in_sight(member: Membership) -> list[tuple[Pact, Membership]]:
    """Return, for those who look after the group, the pacts of one member and with whom: that they are, nothing in them."""
    both = Q(asker=member) | Q(asked=member)
    found = Pact.objects.filter(both, state=Pact.State.ON).select_related("asker", "asked").defer("aim", "days")
    return [(pact, pact.asked if pact.asker_id == member.pk else pact.asker) for pact in found.order_by("pk")]


def is_in_sight(pact: Pact, member_id: int, now: datetime) -> bool:
    """Tell whether this one of the two (a row number) sees it: what stands, or a question while it stands.

    Whoever asked sees the same whether the other one let it be or has not looked.
    """
    is_open = pact.asked_at > now - STANDS_FOR and (pact.asker_id == member_id or pact.state == Pact.State.ASKED)
    return is_open or pact.state == Pact.State.ON


def side_of(held: Held) -> PactSide:
    """Return what this one of the two set; a row that is not kept while they have not said yes."""
    kept = PactSide.objects.filter(pact=held.pact, member=held.own).first()
    return kept or PactSide(pact=held.pact, member=held.own)


def other_side_of(held: Held) -> PactSide:
    """Return what the other one set, of which a page tells no more than a pause."""
    return side_of(held_by(held.pact, held.other.user_id))


def evening_of(side: PactSide, member: Membership) -> Evening:
    """Return the hours of this side by the clock on the member's wall."""
    return Evening(side.starts_at, side.ends_at, zone_or_utc(member.user.time_zone))


def _own(user: User) -> QuerySet[Pact]:
    return Pact.objects.filter(Q(asker__user=user) | Q(asked__user=user))


def _is_shown(held: Held, now: datetime) -> bool:
    return access_of_membership(held.own).can(Permission.READ) and is_in_sight(held.pact, held.own.pk, now)
