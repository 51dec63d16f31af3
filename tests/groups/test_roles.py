"""Roles, rank, vouching and one's own alias."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import AliasChangedLately, AliasTaken, LastOwner, Muted, NotPermitted, OutOfRank
from apps.groups.models import EndKind, Group, Membership
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.memberships import end_membership, mute_membership
from apps.groups.services.own_membership import change_alias, lay_down_roles
from apps.groups.services.roles import set_roles, vouch
from tests.groups.factories import membership_of

GREETER = frozenset({Role.GREETER})
OWNER = frozenset({Role.OWNER})


def test_an_owner_gives_roles_and_takes_them(alice: User, bob: User, group: Group) -> None:
    access = read_access(alice, group)

    set_roles(access, membership_of(bob, group), GREETER | {Role.MODERATOR})
    assert membership_of(bob, group).roles == ["greeter", "moderator"]
    set_roles(access, membership_of(bob, group), frozenset({Role.MODERATOR}))
    assert membership_of(bob, group).roles == ["moderator"]


@pytest.mark.parametrize("name", ["bob", "mo"])
def test_nobody_else_gives_roles(request: pytest.FixtureRequest, name: str, carol: User, group: Group) -> None:
    with pytest.raises(NotPermitted):
        set_roles(read_access(request.getfixturevalue(name), group), membership_of(carol, group), GREETER)


def test_owners_have_no_rank_over_one_another_or_themselves(alice: User, bob: User, group: Group) -> None:
    set_roles(read_access(alice, group), membership_of(bob, group), OWNER)

    for target in (alice, bob):
        with pytest.raises(OutOfRank):
            set_roles(read_access(alice, group), membership_of(target, group), frozenset())


def test_roles_are_for_members_of_that_group(alice: User, eve: User, bob: User, group: Group) -> None:
    end_membership(membership_of(bob, group), EndKind.LEFT)

    for target in (Membership.objects.get(user=eve), membership_of(bob, group)):
        with pytest.raises(NotFound):
            set_roles(read_access(alice, group), target, GREETER)


def test_the_last_owner_keeps_the_group(alice: User, bob: User, group: Group) -> None:
    with pytest.raises(LastOwner):
        lay_down_roles(read_access(alice, group), OWNER)

    set_roles(read_access(alice, group), membership_of(bob, group), OWNER)
    lay_down_roles(read_access(alice, group), OWNER)
    assert membership_of(alice, group).roles == ["facilitator"]


def test_whoever_facilitates_vouches_and_nobody_for_themself(alice: User, bob: User, carol: User, group: Group) -> None:
    Membership.objects.update(settled_at=None)

    vouch(read_access(alice, group), membership_of(bob, group))
    assert not membership_of(bob, group).is_newcomer
    with pytest.raises(OutOfRank):
        vouch(read_access(alice, group), membership_of(alice, group))
    with pytest.raises(NotPermitted):
        vouch(read_access(bob, group), membership_of(carol, group))


def test_an_alias_changes_freely_on_the_first_day_and_once_in_two_weeks_after(bob: User, group: Group) -> None:
    for alias in ("Rowan", "Alder", "Willow"):
        change_alias(read_access(bob, group), alias)

    Membership.objects.update(joined_at=timezone.now() - timedelta(days=2))
    with pytest.raises(AliasChangedLately) as caught:
        change_alias(read_access(bob, group), "Rowan")
    assert caught.value.values["day"]
    Membership.objects.update(alias_changed_at=timezone.now() - timedelta(days=15))
    change_alias(read_access(bob, group), "Rowan")
    assert membership_of(bob, group).alias == "Rowan"


def test_another_spelling_of_ones_own_alias_is_no_lookalike(bob: User, group: Group) -> None:
    change_alias(read_access(bob, group), "bramble")

    assert membership_of(bob, group).alias == "bramble"


def test_nobody_takes_an_alias_that_looks_like_another(bob: User, alice: User, group: Group) -> None:
    with pytest.raises(AliasTaken):
        change_alias(read_access(bob, group), "H E R O N")


def test_a_muted_member_does_not_speak_by_renaming(bob: User, group: Group) -> None:
    mute_membership(membership_of(bob, group), timezone.now() + timedelta(hours=1))

    with pytest.raises(Muted):
        change_alias(read_access(bob, group), "Rowan")
