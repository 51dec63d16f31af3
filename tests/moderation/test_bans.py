"""Bans follow the person, tell outsiders nothing, and end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.errors import CannotJoin, InvitationSpent
from apps.groups.models import EndKind, Group, Joining
from apps.groups.permissions import Role
from apps.groups.services.admission import Wish
from apps.groups.services.groups import may_found
from apps.groups.services.invitations import accept_invitation, make_invitation
from apps.groups.services.join_requests import ask_to_join
from apps.groups.services.joining import join_openly
from apps.moderation.models import Action, AuditEntry, Ban
from apps.moderation.rules.bans import normalised, person_of
from apps.moderation.services import actions
from apps.moderation.services.bans import end_bans
from apps.moderation.services.own_decisions import other_bans
from apps.moderation.services.reversal import take_back
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_group, make_membership, membership_of
from tests.moderation.factories import access_of, tomorrow, why

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Ann@Example.org", " ann@example.ORG. ", True),
        ("ann+groups@example.org", "ann@example.org", True),
        ("a.n.n@googlemail.com", "ann+x@gmail.com", True),
        ("a.nn@example.org", "ann@example.org", False),
        ("ann@bücher.example", "ann@xn--bcher-kva.example", True),
        ("\uff41nn@example.org", "ann@example.org", True),
        ("ann@example.org", "ann@example.com", False),
        ("+@example.org", "@example.org", False),
        ("no address", "no address", True),
    ],
)
def test_addresses_of_one_person_have_one_name(one: str, other: str, is_same: bool) -> None:
    assert (normalised(one) == normalised(other)) is is_same
    assert (person_of(b"key", one) == person_of(b"key", other)) is is_same
    assert person_of(b"key", one) != person_of(b"another key", one)


def wish(group: Group, alias: str = "Yarrow") -> Wish:
    return Wish(alias, group.agreement.version if group.agreement else 0)


def also(user: User, name: str) -> User:
    """Return another account of the same person."""
    other = make_user(name)
    address = user.email.replace("@", "+again@")
    User.objects.filter(pk=other.pk).update(email=address)
    EmailAddress.objects.filter(user=other).update(email=address)
    return User.objects.get(pk=other.pk)


def ban(actor: User, target: User, group: Group, **fields: object) -> Action:
    given = {"until": None, "why": why()} | fields
    action = actions.ban_member(access_of(actor, group), membership_of(target, group), **given)  # type: ignore[arg-type]
    assert action is not None
    return action


def test_banned_person_finds_every_door_closed_with_every_account(
    group: Group, alice: User, mo: User, bob: User
) -> None:
    second, third = also(bob, "second"), make_user("third")
    make_membership(second, group, "Sorrel")
    ban(mo, bob, group)
    assert [membership_of(one, group).end_kind for one in (bob, second)] == [EndKind.REMOVED] * 2
    assert not AuditEntry.objects.filter(target=membership_of(second, group).public_id).exists()
    assert Notice.objects.get(user=second).details["may_appeal"] is False
    EmailAddress.objects.filter(user=third).update(email="BOB+third@example.org")
    for person in (second, third):
        with pytest.raises(Exception) as refused:  # noqa: PT011 - either answer is one that others get, too
            join_openly(person, group, wish(group))
        assert refused.type.__name__ in {"NotFound", "CannotJoin"}
    _invitation, token = make_invitation(access_of(alice, group), lifetime=timedelta(days=1), uses=5)
    with pytest.raises(InvitationSpent):
        accept_invitation(third, token, wish(group))
    Group.objects.update(joining=Joining.REQUEST)
    with pytest.raises(CannotJoin):
        ask_to_join(third, group, wish(group), [])
    # The same person is welcome elsewhere.
    other = make_group("Elsewhere")
    assert join_openly(third, other, wish(other)).is_active
    assert [one.group for one in other_bans(third)] == [group]


def test_ban_outlives_the_account_and_signing_up_answers_as_ever(
    client: Client, group: Group, mo: User, bob: User
) -> None:
    ban(mo, bob, group, until=tomorrow())
    email = bob.email
    bob.delete()
    kept = Ban.objects.get()
    assert (kept.user, kept.action) == (None, None)
    assert email not in str(Ban.objects.values())
    sent = {"password1": "a lamp in the quiet window", "terms": "on", "sensitive": "on", "adult": "on"}
    answers = []
    for address in (email, "somebody@example.org"):
        answer = Client().post(reverse("account_signup"), sent | {"email": address})
        answers.append((answer.status_code, answer["Location"]))
    assert answers[0] == answers[1]
    again = User.objects.get(email=email)
    assert join_openly(again, group, wish(group)).is_active, "an address counts once it is verified"
    EmailAddress.objects.filter(user=again).update(verified=True)
    membership_of(again, group).delete()
    with pytest.raises(CannotJoin):
        join_openly(again, group, wish(group))
    client.force_login(again)
    Ban.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert join_openly(again, group, wish(group)).is_active
    end_bans()
    assert not Ban.objects.exists()


def test_ban_that_is_over_leaves_no_hash_and_opens_the_door_again(
    group: Group, mo: User, bob: User, carol: User
) -> None:
    ban(mo, bob, group, until=tomorrow())
    ban(mo, carol, group)
    assert end_bans() == 0
    assert end_bans(now=tomorrow() + timedelta(minutes=1)) == 1
    assert Ban.objects.get().user == carol
    assert membership_of(bob, group).end_kind == EndKind.LEFT
    assert join_openly(bob, group, wish(group)).alias == "Bramble"


def test_removal_outlasts_a_ban_that_is_over(group: Group, mo: User, bob: User) -> None:
    actions.remove_member(access_of(mo, group), membership_of(bob, group), why=why())
    ban(mo, bob, group, until=tomorrow())
    end_bans(now=tomorrow() + timedelta(minutes=1))
    assert membership_of(bob, group).end_kind == EndKind.REMOVED


def test_ban_from_the_site_closes_every_group_and_shows_no_link_between_aliases(
    group: Group, sam: User, mo: User, bob: User
) -> None:
    other = make_group("Elsewhere")
    make_membership(bob, other, "Kestrel", Role.FACILITATOR)
    action = ban(sam, bob, group, is_site_wide=True)
    assert not bob.memberships.active().exists()
    assert not Action.objects.filter(group=other).exists()
    assert not AuditEntry.objects.filter(group=other.public_id).exists()
    open_one = make_group("Open to all")
    with pytest.raises(CannotJoin):
        join_openly(bob, open_one, wish(open_one))
    bob.user_permissions.add(Permission.objects.get(codename="add_group", content_type__app_label="groups"))
    assert not may_found(User.objects.get(pk=bob.pk))
    with pytest.raises(Exception, match="not_permitted"):
        take_back(access_of(mo, group), action.public_id, why=why())
    take_back(access_of(sam, group), action.public_id, why=why("We were wrong."))
    assert membership_of(bob, other).roles == ["facilitator"]
    assert bob.memberships.active().count() == 2
    assert not Ban.objects.exists()


def test_group_ban_taken_back_leaves_the_ban_from_the_site(group: Group, sam: User, mo: User, bob: User) -> None:
    first = ban(mo, bob, group)
    ban(sam, bob, group, is_site_wide=True)
    take_back(access_of(mo, group), first.public_id, why=why())
    assert membership_of(bob, group).end_kind == EndKind.REMOVED


def test_banned_gets_what_a_stranger_gets_and_still_reads_why(
    client: Client, group: Group, mo: User, bob: User
) -> None:
    ban(mo, bob, group)
    client.force_login(bob)
    for page in ("", "chat/", "meetings/", "members/", "joining/"):
        assert client.get(f"/groups/{group.public_id}/{page}").status_code == 404
    page = client.get(reverse("moderation:decisions_in_group", args=[group.public_id])).content.decode()
    assert "banned" in page
    assert "Saltmarsh" not in page


@pytest.mark.django_db(transaction=True)
def test_ban_from_the_site_and_acts_in_its_other_groups_do_not_wait_for_each_other(
    group: Group, alice: User, mo: User, sam: User, carol: User
) -> None:
    other, people = make_group("Elsewhere"), [make_user(f"p{place}") for place in range(4)]
    make_membership(mo, other, "Marsh", Role.MODERATOR)
    there = make_membership(carol, other, "Fern")
    for place, user in enumerate(people):
        make_membership(user, group, f"Alder {place}")
        make_membership(user, other, f"Birch {place}")
    waiting = iter(people)
    work: list[Callable[[], object]] = [
        lambda: take_back(
            access_of(sam, group), ban(sam, next(waiting), group, is_site_wide=True).public_id, why=why()
        ),
        lambda: actions.warn_member(access_of(mo, other), there, why=why()),
    ]
    at_once(*(lambda act=act: [act() for _ in range(4)] for act in work))
    assert AuditEntry.objects.count() == 12
    assert other.memberships.active().count() == 6
