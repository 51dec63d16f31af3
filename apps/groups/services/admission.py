"""What every way into a group shares: the agreement, a free alias, and one membership per person for ever."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import TooFast
from apps.core.tries import count_try
from apps.groups.errors import AgreementChanged, AgreementMissing, AliasTaken, CannotJoin
from apps.groups.models import EndKind, Group, JoinRequest, Membership
from apps.groups.rules import aliases
from apps.groups.services.keeping_apart import part_on_arrival
from apps.groups.services.telling import tell

# Whoever tries aliases one after another learns which ones a group has: allow mistakes, not a search.
TRIES, TRIES_WITHIN = 20, timedelta(hours=1)


# Tells whether a person (user) is kept out of a group, or of every group (None). Append to it in `AppConfig.ready`.
type Bar = Callable[[int, int | None], bool]
bars: list[Bar] = []


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says when they come: who they want to be here, and which agreement they read (0: none)."""

    alias: str
    agreement_version: int
    may_look_like_name: bool = False


def lock_group(group_id: int) -> Group:
    """Return the group, locked until commit: aliases, owners and agreements are decided one after another.

    Every path takes this lock before any membership's, so no two wait for each other.
    """
    group: Group = Group.objects.select_for_update(no_key=True).get(pk=group_id)
    return group


def require_agreement(group: Group, version: int) -> None:
    """Pass when that version holds now; raises AgreementMissing or AgreementChanged."""
    present = group.agreement
    if present is None or present.version == version:
        return
    raise AgreementChanged if version else AgreementMissing


def usable_alias(group: Group, user_id: int, wish: Wish) -> str:
    """Return the tidied alias that this person may take in the locked group; raises AliasTaken and what aliases raise."""
    email = User.objects.values_list("email", flat=True).get(pk=user_id)
    alias = aliases.require_usable(wish.alias, may_look_like_name=wish.may_look_like_name, email=email)
    if is_taken(group.pk, aliases.fold(alias), by_others_than=user_id):
        slow_down(user_id)
        raise AliasTaken
    return alias


def is_taken(group_id: int, folded: str, *, by_others_than: int) -> bool:
    """Tell whether a member, a former member or a waiting request has an alias that looks like this one."""
    members = Membership.objects.filter(group_id=group_id, alias_folded=folded)
    waiting = JoinRequest.objects.filter(group_id=group_id, alias_folded=folded, state=JoinRequest.State.WAITING)
    return members.exclude(user_id=by_others_than).exists() or waiting.exclude(user_id=by_others_than).exists()


def slow_down(user_id: int) -> None:
    """Count one try; raises TooFast after the twentieth within an hour."""
    if count_try(f"groups.alias-tries.{user_id}", within=TRIES_WITHIN) > TRIES:
        raise TooFast


def is_barred(user_id: int, group_id: int | None) -> bool:
    """Tell whether somebody keeps this person out of the group, or, without one, of every group."""
    return any(bar(user_id, group_id) for bar in bars)


def admit(group: Group, user_id: int, wish: Wish) -> Membership:
    """The person is a member of the locked group; whoever left before gets their membership back, without its roles.

    Raises CannotJoin for whoever was removed or is kept out. The alias is the caller's to check, and is kept by whoever
    returns.
    """
    if is_barred(user_id, group.pk):
        raise CannotJoin
    membership = Membership.objects.select_for_update(no_key=True).filter(group=group, user_id=user_id).first()
    if membership is None:
        membership = Membership.objects.create(
            group=group,
            user_id=user_id,
            alias=wish.alias,
            alias_folded=aliases.fold(wish.alias),
            agreement_version=wish.agreement_version,
        )
        part_on_arrival(membership, group)
    else:
        _reopen(membership, wish)
    waiting = JoinRequest.objects.filter(group=group, user_id=user_id, state=JoinRequest.State.WAITING)
    waiting.update(state=JoinRequest.State.WITHDRAWN, decided_at=timezone.now())
    tell("joined", membership, group)
    return membership


def _reopen(membership: Membership, wish: Wish) -> None:
    # Restrictions, the newcomer clock and blocks stay as they were: leaving is no way around them.
    if membership.end_kind == EndKind.REMOVED:
        raise CannotJoin
    membership.ended_at = None
    membership.end_kind = ""
    membership.roles = []
    membership.agreement_version = wish.agreement_version
    membership.save(update_fields=["ended_at", "end_kind", "roles", "agreement_version"])


def former_membership(group: Group, user: User) -> Membership | None:
    """Return the membership that this person left and would get back."""
    return Membership.objects.filter(group=group, user=user, end_kind=EndKind.LEFT).first()
