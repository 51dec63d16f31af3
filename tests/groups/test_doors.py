"""Asking to join, and coming by invitation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import (
    AgreementChanged,
    AliasTaken,
    AlreadyAsked,
    AlreadyDecided,
    AlreadyMember,
    AskedLately,
    CannotJoin,
    InvitationSpent,
    NotPermitted,
)
from apps.groups.models import Agreement, EndKind, Group, Invitation, JoinQuestion, JoinRequest, Membership
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.admission import Wish
from apps.groups.services.invitations import accept_invitation, find_invited_group, make_invitation, revoke_invitation
from apps.groups.services.join_requests import accept_request, ask_to_join, decline_request, withdraw_request
from apps.groups.services.memberships import end_membership
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.groups.factories import make_group, make_membership, membership_of
from tests.groups.test_joining import at_once

WISH = Wish("Kingfisher", 1)
WEEK = timedelta(days=7)


@pytest.fixture
def asking_group(group: Group) -> Group:
    Group.objects.filter(pk=group.pk).update(joining="request")
    JoinQuestion.objects.create(group=group, text="What brings you here?")
    return Group.objects.get(pk=group.pk)


def kinds_told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).values_list("kind", flat=True))


def test_a_request_keeps_answers_and_alias_and_tells_those_who_answer(
    nia: User, alice: User, mo: User, bob: User, asking_group: Group
) -> None:
    request = ask_to_join(nia, asking_group, WISH, ["A hard year"])

    assert request.answers == [{"question": "What brings you here?", "answer": "A hard year"}]
    assert [kinds_told(user) for user in (alice, mo, bob, nia)] == [["join_asked"], ["join_asked"], [], []]
    assert not Membership.objects.filter(user=nia).exists()
    with pytest.raises(AlreadyAsked):
        ask_to_join(nia, asking_group, WISH, [])


def test_an_alias_is_kept_while_its_request_waits(nia: User, eve: User, asking_group: Group) -> None:
    ask_to_join(nia, asking_group, WISH, [])

    with pytest.raises(AliasTaken):
        ask_to_join(eve, asking_group, Wish("KINGFISHER", 1), [])
    withdraw_request(nia, asking_group)
    ask_to_join(eve, asking_group, Wish("KINGFISHER", 1), [])


def test_accepting_makes_a_member_and_tells_them(nia: User, mo: User, asking_group: Group) -> None:
    request = ask_to_join(nia, asking_group, WISH, [])

    membership = accept_request(read_access(mo, asking_group), request.public_id)

    assert (membership.user, membership.alias) == (nia, "Kingfisher")
    assert JoinRequest.objects.get().state == "accepted"
    assert kinds_told(nia) == ["join_accepted"]


def test_declining_tells_kindly_and_names_nobody(nia: User, mo: User, asking_group: Group) -> None:
    request = ask_to_join(nia, asking_group, WISH, [])

    decline_request(read_access(mo, asking_group), request.public_id)

    assert kinds_told(nia) == ["join_declined"]
    assert "Saltmarsh" not in str(Notice.objects.get(user=nia).details)
    with pytest.raises(AskedLately):
        ask_to_join(nia, asking_group, WISH, [])
    JoinRequest.objects.update(decided_at=timezone.now() - timedelta(days=15))
    ask_to_join(nia, asking_group, WISH, [])


def test_a_second_answer_finds_the_first(nia: User, mo: User, alice: User, asking_group: Group) -> None:
    request = ask_to_join(nia, asking_group, WISH, [])
    decline_request(read_access(mo, asking_group), request.public_id)

    with pytest.raises(AlreadyDecided):
        accept_request(read_access(alice, asking_group), request.public_id)
    assert not Membership.objects.filter(user=nia).exists()


def test_only_moderators_and_owners_of_that_group_answer(nia: User, bob: User, eve: User, asking_group: Group) -> None:
    request = ask_to_join(nia, asking_group, WISH, [])
    other = Group.objects.exclude(pk=asking_group.pk).get()
    Membership.objects.filter(user=eve).update(roles=[Role.OWNER.value])

    with pytest.raises(NotPermitted):
        accept_request(read_access(bob, asking_group), request.public_id)
    with pytest.raises(NotFound):
        accept_request(read_access(eve, other), request.public_id)


def test_whoever_was_removed_meanwhile_is_not_let_in(bob: User, mo: User, asking_group: Group) -> None:
    end_membership(membership_of(bob, asking_group), EndKind.LEFT)
    request = ask_to_join(bob, asking_group, WISH, [])
    end_membership(membership_of(bob, asking_group), EndKind.REMOVED)

    with pytest.raises(CannotJoin):
        accept_request(read_access(mo, asking_group), request.public_id)


def invite(user: User, group: Group, uses: int = 1) -> str:
    return make_invitation(read_access(user, group), lifetime=WEEK, uses=uses)[1]


@pytest.fixture
def hidden_group(group: Group) -> Group:
    Group.objects.filter(pk=group.pk).update(joining="invitation", is_listed=False)
    return Group.objects.get(pk=group.pk)


def test_an_invitation_opens_a_group_that_nobody_finds(nia: User, mo: User, hidden_group: Group) -> None:
    token = invite(mo, hidden_group)

    assert accept_invitation(nia, token, WISH).group == hidden_group
    assert token not in str(Invitation.objects.values())
    with pytest.raises(InvitationSpent):
        find_invited_group(token, None)


@pytest.mark.parametrize(
    "change",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"uses_left": 0},
        {"revoked_at": timezone.now()},
        {"token_hash": "somebody else's"},
    ],
)
def test_an_invitation_ends_in_one_way_whatever_ended_it(
    nia: User, mo: User, hidden_group: Group, change: dict[str, object]
) -> None:
    token = invite(mo, hidden_group)
    Invitation.objects.update(**change)

    with pytest.raises(InvitationSpent):
        accept_invitation(nia, token, WISH)


def test_an_invitation_does_not_bring_back_whoever_was_removed(bob: User, mo: User, hidden_group: Group) -> None:
    token = invite(mo, hidden_group, uses=5)
    end_membership(membership_of(bob, hidden_group), EndKind.REMOVED)

    with pytest.raises(InvitationSpent):
        accept_invitation(bob, token, WISH)


def test_invitations_end_with_the_membership_of_whoever_made_them(nia: User, mo: User, hidden_group: Group) -> None:
    token = invite(mo, hidden_group)
    end_membership(membership_of(mo, hidden_group), EndKind.REMOVED)

    with pytest.raises(InvitationSpent):
        accept_invitation(nia, token, WISH)


def test_what_goes_wrong_spends_nothing(nia: User, alice: User, bob: User, hidden_group: Group) -> None:
    token = invite(alice, hidden_group)

    with pytest.raises(AliasTaken):
        accept_invitation(nia, token, Wish("Bramble", 1))
    with pytest.raises(AlreadyMember):
        accept_invitation(bob, token, WISH)
    Agreement.objects.create(group=hidden_group, version=2, text="New")
    with pytest.raises(AgreementChanged):
        accept_invitation(nia, token, WISH)
    assert Invitation.objects.get().uses_left == 1


def test_only_the_own_groups_invitations_are_taken_back(mo: User, alice: User, eve: User, hidden_group: Group) -> None:
    invite(mo, hidden_group)
    public_id = Invitation.objects.get().public_id
    Membership.objects.filter(user=eve).update(roles=[Role.OWNER.value])
    other = Group.objects.exclude(pk=hidden_group.pk).get()

    with pytest.raises(NotFound):
        revoke_invitation(read_access(eve, other), public_id)
    revoke_invitation(read_access(alice, hidden_group), public_id)
    assert Invitation.objects.get().revoked_at


def test_members_without_a_role_do_not_invite(bob: User, group: Group) -> None:
    with pytest.raises(NotPermitted):
        invite(bob, group)


def test_joining_another_way_withdraws_the_request(nia: User, alice: User, asking_group: Group) -> None:
    ask_to_join(nia, asking_group, WISH, [])
    accept_invitation(nia, invite(alice, asking_group), WISH)

    assert JoinRequest.objects.get().state == "withdrawn"


@pytest.mark.django_db(transaction=True)
def test_two_who_use_the_last_invitation_at_once_one_comes_in() -> None:
    group, owner = make_group(), make_user("alice")
    make_membership(owner, group, "Heron", Role.OWNER)
    token = invite(owner, group)
    people = [make_user(f"person{number}") for number in range(3)]

    answers = at_once(
        *(lambda user=user: accept_invitation(user, token, Wish(f"Wren {user.pk}", 1)) for user in people)
    )

    assert answers.count(InvitationSpent) == 2
    assert Membership.objects.count() == 2
    assert Invitation.objects.get().uses_left == 0


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_count_as_one() -> None:
    group, owner, nia = make_group(joining="request"), make_user("alice"), make_user("nia")
    make_membership(owner, group, "Heron", Role.OWNER)
    request = ask_to_join(nia, group, WISH, [])
    access = read_access(owner, group)

    answers = at_once(
        lambda: accept_request(access, request.public_id), lambda: decline_request(access, request.public_id)
    )

    assert answers.count(AlreadyDecided) == 1
    assert Notice.objects.filter(user=nia).count() == 1
