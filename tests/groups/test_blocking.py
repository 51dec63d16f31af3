"""Not meeting somebody: mutual, silent, in this group alone."""

import re

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.groups.errors import NotOneself
from apps.groups.models import Block, EndKind, Group
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member, blocks_made_by, find_other, unblock_member
from apps.groups.services.memberships import end_membership
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_group, make_membership, membership_of


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act(user: User, other: User, group: Group, verb: str = "blocking") -> tuple[int, str]:
    target = membership_of(other, group).public_id
    answer = signed_in(user).post(f"/groups/{group.public_id}/members/{target}/{verb}/")
    return answer.status_code, answer.headers.get("Location", "")


def test_a_member_is_blocked_from_a_page_and_met_again(bob: User, carol: User, group: Group) -> None:
    own_list = f"/groups/{group.public_id}/me/blocks/"

    assert act(bob, carol, group) == (302, own_list)
    assert Block.objects.get().blocked == membership_of(carol, group)
    page = signed_in(bob).get(own_list).content.decode()
    assert "Clover" in page
    assert "Bramble" not in signed_in(carol).get(own_list).content.decode()

    assert act(bob, carol, group, "unblocking") == (302, own_list)
    assert not Block.objects.exists()


def test_a_second_click_changes_nothing(bob: User, carol: User, group: Group) -> None:
    act(bob, carol, group)
    first = Block.objects.get()
    assert act(bob, carol, group)[0] == 302
    assert Block.objects.get().created_at == first.created_at
    for _ in range(2):
        assert act(bob, carol, group, "unblocking")[0] == 302


def test_nobody_blocks_themself(bob: User, group: Group) -> None:
    assert act(bob, bob, group)[0] == 422
    with pytest.raises(NotOneself):
        find_other(read_access(bob, group), membership_of(bob, group).public_id)


def test_both_can_choose_it_and_one_taking_it_back_leaves_the_other(bob: User, carol: User, group: Group) -> None:
    his, hers = read_access(bob, group), read_access(carol, group)
    block_member(his, membership_of(carol, group))
    block_member(hers, membership_of(bob, group))
    unblock_member(his, membership_of(carol, group))
    assert blocks_made_by(his) == []
    assert blocks_made_by(hers) == [membership_of(bob, group)]


def test_outsiders_find_nobody_to_block(eve: User, nia: User, sam: User, bob: User, group: Group) -> None:
    target = membership_of(bob, group).public_id
    for stranger in (eve, nia):
        for address in (f"members/{target}/blocking/", f"members/{target}/unblocking/"):
            assert signed_in(stranger).post(f"/groups/{group.public_id}/{address}").status_code == 404
        assert signed_in(stranger).get(f"/groups/{group.public_id}/me/blocks/").status_code == 404
    with pytest.raises(NotFound):
        find_other(read_access(sam, group), target)
    assert not Block.objects.exists()


def test_a_member_of_another_group_is_nobody_here(bob: User, eve: User, group: Group) -> None:
    theirs = eve.memberships.get().public_id
    assert signed_in(bob).get(f"/groups/{group.public_id}/members/{theirs}/blocking/").status_code == 404


def test_a_block_holds_in_its_group_alone(bob: User, carol: User, group: Group) -> None:
    elsewhere = make_group("Another")
    for user, alias in ((bob, "Fern"), (carol, "Moss")):
        make_membership(user, elsewhere, alias)
    act(bob, carol, group)
    page = signed_in(bob).get(f"/groups/{elsewhere.public_id}/members/").content.decode()
    assert "Moss" in page


def test_page_is_the_same_for_whoever_left_and_for_whoever_blocked_me(bob: User, carol: User, group: Group) -> None:
    dora = make_membership(make_user("dora"), group, "Dune")
    address = f"/groups/{group.public_id}/members/{{}}/blocking/"
    pages = []
    for other, change in (
        (membership_of(carol, group), lambda: act(carol, bob, group)),
        (dora, lambda: end_membership(dora, EndKind.LEFT)),
    ):
        change()
        page = signed_in(bob).get(address.format(other.public_id))
        text = page.content.decode().replace(other.public_id, "ID").replace(other.alias, "ALIAS")
        pages.append((page.status_code, _plain(text)))
    assert pages[0] == pages[1]


def _plain(text: str) -> str:
    """Take away what is drawn anew for each answer, and the drawing made from the id."""
    text = re.sub(r'<span class="avatar.*?</svg></span>', "", text, flags=re.DOTALL)
    return re.sub(r'(nonce|value)="[^"]*"', "", text)


def test_hosts_and_moderators_still_see_whoever_blocked_them(alice: User, mo: User, bob: User, group: Group) -> None:
    for user in (alice, mo):
        act(bob, user, group)
        page = signed_in(user).get(f"/groups/{group.public_id}/members/").content.decode()
        assert "<b>Bramble</b>" in page
    assert "<b>Heron</b>" not in signed_in(bob).get(f"/groups/{group.public_id}/members/").content.decode()


def test_muted_and_new_members_can_protect_themselves(bob: User, carol: User, group: Group) -> None:
    mine = membership_of(bob, group)
    mine.settled_at = None
    mine.save()
    assert act(bob, carol, group)[0] == 302
    assert Block.objects.exists()


def test_whoever_left_blocks_nobody(bob: User, carol: User, group: Group) -> None:
    before = read_access(bob, group)
    end_membership(membership_of(bob, group), EndKind.LEFT)
    with pytest.raises(NotFound):
        block_member(before, membership_of(carol, group))


@pytest.mark.django_db(transaction=True)
def test_two_block_each_other_at_once(bob: User, carol: User, group: Group) -> None:
    his, hers = membership_of(bob, group), membership_of(carol, group)
    work = [
        lambda: block_member(read_access(bob, group), hers),
        lambda: block_member(read_access(carol, group), his),
    ] * 3
    at_once(*work)
    assert Block.objects.count() == 2
