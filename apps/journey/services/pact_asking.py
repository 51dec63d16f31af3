"""Asking for a pact or a mentor, and saying yes, or letting it be: of the latter nobody is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.models import Membership
from apps.groups.permissions import GroupAccess, Permission
from apps.groups.services.access import access_of_membership, read_access
from apps.groups.services.admission import lock_group
from apps.journey.errors import AskedLately, AsksMany, TooSoon
from apps.journey.models import Pact, PactSide
from apps.journey.rules.pacts import A_WEEK, A_YEAR, next_review, require_nothing_elsewhere
from apps.journey.services.pact_places import require_place
from apps.journey.services.pact_telling import ACCEPTED, ASKED, forget, tell
from apps.journey.services.pact_waiting import await_day
from apps.journey.services.pacts import AGAIN_AFTER, STANDS_FOR, Held, find_pact, held_by, is_in_sight, side_of
from apps.messaging.services.conversations import let_both_write, require_may_ask

MOST_WAITING = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: about what, on which weekdays (Monday is 0), and when both look at it again."""

    aim: str
    days: Sequence[int]
    review_on: date
    kind: str = Pact.Kind.PACT


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What one of the two sets for themself."""

    starts_at: time = time(19)
    ends_at: time = time(22)
    agrees_to_nudges: bool = False


def require_may_ask_for(access: GroupAccess, other: Membership, kind: str) -> None:
    """Pass when this member may ask the other one. Raises what asking for a conversation raises, and `require_place`."""
    require_may_ask(access, other)
    require_place(other, kind)


def known_pact(access: GroupAccess, other: Membership) -> Pact | None:
    """Return what stands or waits between these two, as far as this member sees it."""
    own = access.membership_id or 0
    found = Pact.objects.filter(_between(own, other.pk)).order_by("-pk").first()
    return found if found and is_in_sight(found, own, timezone.now()) else None


@transaction.atomic
def ask_for_pact(access: GroupAccess, other: Membership, wish: Wish, own: OwnPart, *, today: date) -> Pact:
    """The other one has a notice and can say yes for a week; what stands or waits already is returned as it is.

    Of several who ask at once for the last place one gets it. Raises what `require_may_ask_for` raises, AskedLately,
    AsksMany, LeadsElsewhere and TooSoon.
    """
    require_nothing_elsewhere(wish.aim)
    if not A_WEEK <= wish.review_on - today <= A_YEAR:
        raise TooSoon
    # Taken before any membership's lock; all questions of a group come one after the other.
    group = lock_group(access.group_id)
    present = read_access(User.objects.get(pk=access.user_id or 0), group)
    members = _locked(present.membership_id or 0, other.pk)
    if known := known_pact(present, other):
        return known
    require_may_ask(present, members[other.pk])
    _make_room(present.membership_id or 0, other.pk)
    require_place(members[other.pk], wish.kind)
    asker = members[present.membership_id or 0]
    pact = Pact.objects.create(
        kind=wish.kind,
        asker=asker,
        asked=members[other.pk],
        aim=wish.aim.strip(),
        aim_by=asker,
        aim_at=timezone.now(),
        days=sorted(set(wish.days)),
        review_on=wish.review_on,
    )
    PactSide.objects.create(pact=pact, member_id=present.membership_id or 0, **_kept(own))
    tell(ASKED, members[other.pk], pact)
    return pact


@transaction.atomic
def accept_pact(user: User, public_id: str, own: OwnPart, *, now: datetime | None = None) -> Pact:
    """The two have a pact from now on, and the first day that is looked back at is tomorrow's. Twice is once.

    To accompany each other they need no request to write, either.

    Raises NotFound for anybody but the one who was asked, and when it ended; whoever may not write hears why.
    """
    moment = now or timezone.now()
    held = find_pact(user, public_id)
    # As in asking and in blocking: the group, then the talk, then the members, then what is between them.
    lock_group(held.own.group_id)
    if held.is_mine_to_answer:
        let_both_write(access_of_membership(held.other), held.own)
    _locked(held.own.pk, held.other.pk)
    held = find_pact(user, public_id, to_change=True)
    if held.is_asker:
        raise NotFound
    if held.is_on:
        return held.pact
    access_of_membership(held.own).require(Permission.POST_MESSAGE)
    _begin(held, own, moment)
    forget(held.pact)
    tell(ACCEPTED, held.other, held.pact)
    return held.pact


@transaction.atomic
def let_be(user: User, public_id: str) -> None:
    """The question is out of sight of the one who was asked; whoever asked sees it wait as before. Raises NotFound."""
    held = find_pact(user, public_id, to_change=True)
    if not held.is_mine_to_answer:
        raise NotFound
    put_aside(held.pact)


def put_aside(pact: Pact) -> None:
    """The locked question is one that was let be."""
    pact.state = Pact.State.LET_BE
    pact.save(update_fields=["state"])
    forget(pact)


@transaction.atomic
def take_back_question(user: User, public_id: str) -> None:
    """It is as if its days were over. Raises NotFound for anybody but who asked."""
    held = find_pact(user, public_id, to_change=True)
    if held.is_on or not held.is_asker:
        raise NotFound
    held.pact.asked_at = min(held.pact.asked_at, timezone.now() - STANDS_FOR)
    held.pact.save(update_fields=["asked_at"])
    put_aside(held.pact)


def _begin(held: Held, own: OwnPart, now: datetime) -> None:
    pact, today = held.pact, timezone.localdate(now)
    pact.state, pact.begun_on = Pact.State.ON, today
    if pact.review_on <= today:
        pact.review_on = next_review(today, pact.review_on, today)
    pact.save(update_fields=["state", "begun_on", "review_on"])
    side = side_of(held)
    for name, value in _kept(own).items():
        setattr(side, name, value)
    side.save()
    for one in (held, held_by(pact, held.other.user_id)):
        await_day(one, side_of(one), now)


def _kept(own: OwnPart) -> dict[str, object]:
    return {"starts_at": own.starts_at, "ends_at": own.ends_at, "agrees_to_nudges": own.agrees_to_nudges}


def _locked(own: int, other: int) -> dict[int, Membership]:
    """Return both members as they are, locked as a block locks them: it is made before or after, never in between."""
    both = Membership.objects.filter(pk__in=[own, other]).select_related("group", "user")
    locked = both.select_for_update(no_key=True, of=("self",)).order_by("pk")
    found = {member.pk: member for member in locked}
    if len(found) < 2:
        raise NotFound
    return found


def _between(own: int, other: int) -> Q:
    return Q(asker=own, asked=other) | Q(asker=other, asked=own)


def _make_room(own: int, other: int) -> None:
    """What the other one asked long ago, or this one let be, gives way. Raises AskedLately and AsksMany."""
    asked = Pact.objects.filter(asker=own).exclude(state=Pact.State.ON)
    before = asked.filter(asked=other).first()
    if before and timezone.now() < before.asked_at + AGAIN_AFTER:
        raise AskedLately(day=date_format(timezone.localtime(before.asked_at + AGAIN_AFTER), "DATE_FORMAT"))
    if asked.filter(asked_at__gt=timezone.now() - STANDS_FOR).count() >= MOST_WAITING:
        raise AsksMany
    Pact.objects.filter(_between(own, other)).exclude(state=Pact.State.ON).delete()
