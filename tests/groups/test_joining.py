"""Walking into a group and out of it: one membership per person, one alias per group, whatever comes at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, NotFound, TooFast
from apps.groups.errors import (
    AgreementChanged,
    AgreementMissing,
    AliasIsContact,
    AliasTaken,
    AlreadyMember,
    CannotJoin,
    LastOwner,
    NotPermitted,
)
from apps.groups.events import MemberChanged, on_member_changed
from apps.groups.models import Agreement, Block, EndKind, Group, Membership
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.admission import TRIES, Wish
from apps.groups.services.joining import join_openly, leave_group
from apps.groups.services.memberships import end_membership, mute_membership, settle_membership
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership, membership_of

WISH = Wish("Kingfisher", 1)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls side by side on connections of their own; return what each returned or was refused with."""

    def run(call: Callable[[], object]) -> object:
        try:
            return call()
        except DomainError as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def told() -> Iterator[list[MemberChanged]]:
    events: list[MemberChanged] = []
    on_member_changed.append(events.append)
    yield events
    on_member_changed.remove(events.append)


def test_whoever_joins_is_a_newcomer_under_the_alias_and_listeners_hear_of_it(
    nia: User, group: Group, told: list[MemberChanged]
) -> None:
    membership = join_openly(nia, group, WISH)

    assert (membership.alias, membership.agreement_version, membership.roles) == ("Kingfisher", 1, [])
    assert membership.is_newcomer
    assert [(event.change, event.membership_id) for event in told] == [("joined", membership.pk)]


def test_joining_twice_leaves_one_membership(nia: User, group: Group) -> None:
    join_openly(nia, group, WISH)

    with pytest.raises(AlreadyMember):
        join_openly(nia, group, WISH)
    assert Membership.objects.filter(user=nia).count() == 1


@pytest.mark.parametrize("alias", ["Heron", "HERON", "Негоп", "H-e-r-o-n"])
def test_an_alias_that_looks_like_another_is_taken(nia: User, alice: User, group: Group, alias: str) -> None:
    with pytest.raises(AliasTaken):
        join_openly(nia, group, Wish(alias, 1))


def test_the_alias_of_somebody_who_left_stays_theirs(nia: User, bob: User, group: Group) -> None:
    end_membership(membership_of(bob, group), EndKind.LEFT)

    with pytest.raises(AliasTaken):
        join_openly(nia, group, Wish("Bramble", 1))


def test_the_service_refuses_an_address_as_alias_whatever_a_form_let_through(nia: User, group: Group) -> None:
    with pytest.raises(AliasIsContact):
        join_openly(nia, group, Wish("nia@example.org", 1))


@pytest.mark.parametrize(("version", "error"), [(0, AgreementMissing), (1, AgreementChanged), (3, AgreementChanged)])
def test_only_the_present_agreement_counts(nia: User, group: Group, version: int, error: type[DomainError]) -> None:
    Agreement.objects.create(group=group, version=2, text="Newer")

    with pytest.raises(error):
        join_openly(nia, group, Wish("Kingfisher", version))
    assert not Membership.objects.filter(user=nia).exists()


@pytest.mark.parametrize("joining", ["request", "invitation"])
def test_nobody_walks_into_a_group_that_wants_to_be_asked(nia: User, joining: str) -> None:
    with pytest.raises((CannotJoin, NotFound)):
        join_openly(nia, make_group(joining=joining), WISH)


def test_a_closed_group_takes_nobody_in(nia: User) -> None:
    with pytest.raises(CannotJoin):
        join_openly(nia, make_group(state="archived"), WISH)


def test_an_unlisted_group_is_not_there(nia: User) -> None:
    with pytest.raises(NotFound):
        join_openly(nia, make_group(is_listed=False), WISH)


def test_trying_aliases_one_after_another_is_slowed_down(nia: User, alice: User, group: Group) -> None:
    for _try in range(TRIES):
        with pytest.raises(AliasTaken):
            join_openly(nia, group, Wish("Heron", 1))
    with pytest.raises(TooFast):
        join_openly(nia, group, Wish("Heron", 1))


def test_whoever_leaves_and_returns_is_who_they_were_without_roles_and_with_their_limits(
    bob: User, carol: User, group: Group
) -> None:
    until = timezone.now() + timedelta(days=3)
    before = membership_of(bob, group)
    mute_membership(before, until)
    Membership.objects.filter(pk=before.pk).update(roles=[Role.FACILITATOR.value], settled_at=None)
    Block.objects.create(blocker=membership_of(carol, group), blocked=before)

    leave_group(read_access(bob, group))
    assert membership_of(bob, group).end_kind == EndKind.LEFT
    again = join_openly(bob, group, Wish("Somebody new", 1))

    assert (again.pk, again.public_id, again.alias) == (before.pk, before.public_id, "Bramble")
    assert (again.roles, again.muted_until, again.joined_at) == ([], until, before.joined_at)
    assert again.is_newcomer
    assert Block.objects.filter(blocked=again).exists()


def test_whoever_was_removed_finds_nothing_there(bob: User, group: Group) -> None:
    end_membership(membership_of(bob, group), EndKind.REMOVED)

    with pytest.raises(NotFound):
        join_openly(bob, group, WISH)


def test_leaving_first_is_no_way_around_a_removal(bob: User, group: Group) -> None:
    leave_group(read_access(bob, group))
    end_membership(membership_of(bob, group), EndKind.REMOVED)

    with pytest.raises(NotFound):
        join_openly(bob, group, WISH)


def test_the_last_owner_hands_over_before_leaving(alice: User, bob: User, group: Group) -> None:
    with pytest.raises(LastOwner):
        leave_group(read_access(alice, group))

    Membership.objects.filter(user=bob).update(roles=[Role.OWNER.value])
    leave_group(read_access(alice, group))
    assert membership_of(alice, group).ended_at is not None


def test_an_owner_who_is_suspended_is_no_owner_to_hand_over_to(alice: User, bob: User, group: Group) -> None:
    later = timezone.now() + timedelta(days=1)
    Membership.objects.filter(user=bob).update(roles=[Role.OWNER.value], suspended_until=later)

    with pytest.raises(LastOwner):
        leave_group(read_access(alice, group))


def test_whoever_is_not_in_the_group_cannot_leave_it(eve: User, group: Group) -> None:
    with pytest.raises(NotPermitted):
        leave_group(read_access(eve, group))


def test_every_effect_is_told(bob: User, group: Group, told: list[MemberChanged]) -> None:
    membership = membership_of(bob, group)
    Membership.objects.filter(pk=membership.pk).update(settled_at=None)

    mute_membership(membership, timezone.now() + timedelta(hours=1))
    mute_membership(membership, None)
    settle_membership(membership)
    settle_membership(membership)
    end_membership(membership, EndKind.REMOVED)
    end_membership(membership, EndKind.LEFT)

    assert [event.change for event in told] == ["muted", "unmuted", "settled", "ended"]
    assert membership_of(bob, group).end_kind == EndKind.REMOVED


@pytest.mark.django_db(transaction=True)
def test_two_who_want_the_same_alias_at_once_one_gets_it() -> None:
    group = make_group()
    people = [make_user(f"person{number}") for number in range(4)]
    aliases = ["Kestrel", "KESTREL", "k e s t r e l", "K-estrel"]

    answers = at_once(
        *(
            lambda user=user, alias=alias: join_openly(user, group, Wish(alias, 1))
            for user, alias in zip(people, aliases, strict=True)
        )
    )

    assert sorted(isinstance(answer, Membership) for answer in answers) == [False, False, False, True]
    assert answers.count(AliasTaken) == 3


@pytest.mark.django_db(transaction=True)
def test_a_double_click_joins_once() -> None:
    group, user = make_group(), make_user("nia")

    answers = at_once(*[lambda: join_openly(user, group, WISH)] * 3)

    assert answers.count(AlreadyMember) == 2
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one_behind() -> None:
    group = make_group()
    owners = [make_user("one"), make_user("two")]
    for user in owners:
        make_membership(user, group, f"Owner of {user.pk}"[6:], Role.OWNER)
    accesses = [read_access(user, group) for user in owners]

    answers = at_once(*(lambda access=access: leave_group(access) for access in accesses))

    assert answers.count(LastOwner) == 1
    assert Membership.objects.active().count() == 1
