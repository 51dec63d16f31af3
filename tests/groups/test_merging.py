"""Two groups become one: asked and agreed, the smaller closes, and its members are invited without anything carried over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.groups.errors import MergerDeclined, NotNow
from apps.groups.models import EndKind, Group, Invitation, Membership, Merger
from apps.groups.permissions import Role
from apps.groups.services import merging
from apps.groups.services.access import read_access
from apps.groups.services.admission import Wish
from apps.groups.services.invitations import accept_invitation, find_invited_group, open_invitations
from apps.groups.services.ownership import find_owners
from apps.moderation.models import AuditEntry
from apps.moderation.services.acting import Why
from apps.moderation.services.actions import ban_member
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.at_once import at_once
from tests.groups.factories import make_group, make_membership, membership_of

WHY = Why("That was unkind.")


def refused(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except DomainError as error:
        return error.code
    return ""


def told(kind: str) -> set[str]:
    return {notice.user.email.split("@")[0] for notice in Notice.objects.filter(kind=kind).select_related("user")}


def token_of(user: User) -> str:
    return str(Notice.objects.get(kind="group_merged", user=user).told["token"])


def state_of(group: Group) -> str:
    group.refresh_from_db()
    return group.state


@pytest.fixture
def other(group: Group, alice: User, bob: User, carol: User) -> Group:
    """A smaller group than alice's, owned by olga: pia, quin, and bob, who is in both."""
    small = make_group("Evenings")
    make_membership(make_user("olga"), small, "Oak", Role.OWNER)
    for name in ("pia", "quin"):
        make_membership(make_user(name), small, name.title())
    for name in "abc":
        make_membership(make_user(name), group, f"Moss{name}")
    make_membership(bob, small, "Linden")
    return small


@pytest.fixture
def olga(other: Group) -> User:
    return User.objects.get(email__startswith="olga@")


def agree(user: User, group: Group, closes: Group) -> str:
    merger = Merger.objects.latest("pk")
    return refused(
        lambda: merging.answer_merger(
            user, group.public_id, merger.public_id, is_accepted=True, closes=closes.public_id
        )
    )


@pytest.mark.django_db
def test_asked_and_agreed_the_smaller_closes_and_each_of_its_members_is_invited_alone(
    group: Group, other: Group, olga: User, alice: User, bob: User, mo: User
) -> None:
    pia, quin = (User.objects.get(email__startswith=f"{name}@") for name in ("pia", "quin"))
    banned = make_membership(quin, group, "Rush")
    ban_member(read_access(mo, group), banned, until=None, why=WHY)
    removed = make_membership(make_user("rex"), group, "Reed", ended_at=timezone.now(), end_kind=EndKind.REMOVED)
    make_membership(removed.user, other, "Rowan")
    Membership.objects.filter(user=pia).update(suspended_until=timezone.now() + timedelta(days=3))
    merging.ask_to_merge(olga, other.public_id, group.public_id)
    assert (told("merger_asked"), told("merger_asked_staff")) == ({"alice"}, set())
    assert agree(bob, group, other) == "not_found"
    assert agree(alice, group, group) == NotNow.code
    assert agree(alice, group, other) == ""
    assert agree(alice, group, other) == NotNow.code
    assert (state_of(other), state_of(group)) == ("archived", "active")
    assert told("group_merged") == {"olga", "pia", "bob"}
    assert all(notice.wants_mail for notice in Notice.objects.filter(kind="group_merged"))
    assert token_of(bob) == ""
    assert Invitation.objects.filter(group=group).count() == 2
    assert open_invitations(read_access(alice, group)) == []
    assert set(AuditEntry.objects.values_list("code", "group")) >= {
        ("group.merger_asked", other.public_id),
        ("group.merged", group.public_id),
    }

    token = token_of(pia)
    assert find_invited_group(token, pia) == group
    for stranger in (quin, alice, olga, removed.user):
        assert refused(lambda stranger=stranger: find_invited_group(token, stranger)) == "invitation_spent"
    came = accept_invitation(pia, token, Wish("Willow", 1))
    assert (came.alias, came.roles, came.settled_at, came.invited_by) == ("Willow", [], None, None)
    assert membership_of(pia, other).alias == "Pia"
    Invitation.objects.filter(to=olga).update(expires_at=timezone.now())
    assert refused(lambda: accept_invitation(olga, token_of(olga), Wish("Alder", 1))) == "invitation_spent"


@pytest.mark.django_db
def test_nobody_else_asks_and_a_no_is_heard(
    group: Group, other: Group, olga: User, alice: User, mo: User, bob: User, sam: User
) -> None:
    for nobody in (mo, bob, sam, olga):
        asked = refused(lambda nobody=nobody: merging.ask_to_merge(nobody, group.public_id, other.public_id))
        assert asked == "not_found"
    hidden = make_group("Hidden", is_listed=False)
    for wrong in (hidden.public_id, group.public_id, "zzzzzzzzzzzz"):
        assert refused(lambda wrong=wrong: merging.ask_to_merge(alice, group.public_id, wrong)) == "not_found"
    merging.ask_to_merge(alice, group.public_id, other.public_id)
    merging.ask_to_merge(alice, group.public_id, other.public_id)
    assert Merger.objects.count() == 1
    merging.withdraw_merger(alice, group.public_id)
    assert agree(olga, other, other) == NotNow.code
    merger = merging.ask_to_merge(alice, group.public_id, other.public_id)
    merging.answer_merger(olga, other.public_id, merger.public_id, is_accepted=False)
    assert told("merger_declined") == {"alice"}
    assert refused(lambda: merging.ask_to_merge(alice, group.public_id, other.public_id)) == MergerDeclined.code
    Merger.objects.update(decided_at=timezone.now() - timedelta(days=15))
    merging.ask_to_merge(alice, group.public_id, other.public_id)
    Group.objects.filter(pk=group.pk).update(state=Group.State.PAUSED)
    assert agree(olga, other, other) == NotNow.code
    assert state_of(other) == "active"


@pytest.mark.django_db
def test_the_pages_ask_and_answer_and_site_staff_speak_for_a_group_without_an_owner(
    group: Group, other: Group, olga: User, alice: User, sam: User, client: Client
) -> None:
    page = f"/groups/{group.public_id}/settings/merging/"
    client.force_login(alice)
    for typed in ("", "nothing", f"/groups/{group.public_id}/"):
        assert client.post(page, {"act": "ask_to_merge", "other": typed}).status_code == 422
    Membership.objects.filter(user=olga).update(ended_at=timezone.now(), roles=[])
    find_owners()
    asking = {"act": "ask_to_merge", "other": f"https://beside.example/groups/{other.public_id}/chat/"}
    assert client.post(page, asking).status_code == 302
    assert "Evenings is asked" in client.get(page).content.decode()
    assert "became one" not in client.get("/me/notices/").content.decode()
    assert told("merger_asked_staff") == {"sam"}
    staff = Client()
    sign_in_as_staff(staff, sam)
    assert "asks whether the two become one" in staff.get("/groups/staff/").content.decode()
    answer = {"act": "agree", "merger": Merger.objects.get().public_id, "closes": other.public_id}
    assert staff.post(f"/groups/staff/{other.public_id}/", answer).status_code == 302
    assert (state_of(other), Merger.objects.get().state) == ("archived", "accepted")
    pia = User.objects.get(email__startswith="pia@")
    client.force_login(pia)
    assert "You are invited, and you alone" in client.get("/me/notices/").content.decode()
    assert client.get(f"/groups/invitations/{token_of(pia)}/").status_code == 200
    assert AuditEntry.objects.get(code="group.merged").staff_id == sam.pk


@pytest.mark.django_db(transaction=True)
def test_agreed_twice_at_once_it_happens_once(group: Group, other: Group, olga: User, alice: User) -> None:
    merging.ask_to_merge(olga, other.public_id, group.public_id)
    assert sorted(at_once(lambda: agree(alice, group, other), lambda: agree(alice, group, other))) == ["", NotNow.code]
    assert Invitation.objects.count() == 3
    assert Notice.objects.filter(kind="group_merged").count() == 4
