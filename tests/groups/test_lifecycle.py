"""A group is founded, rests, is handed over, closes and ends; and it never stays without an owner."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import SiteSettings, User
from apps.core.errors import DomainError
from apps.groups.errors import NotNow
from apps.groups.models import EndKind, Group, Membership, OwnershipOffer
from apps.groups.permissions import Permission, Role
from apps.groups.services import lifecycle, ownership
from apps.groups.services.access import read_access
from apps.groups.services.founding import accept_group, decline_group
from apps.groups.services.groups import found_group
from apps.groups.services.joining import leave_group
from apps.groups.services.memberships import end_membership
from apps.messaging.models import Message
from apps.messaging.services.posting import Draft, post_message
from apps.messaging.services.rooms import chat_room
from apps.moderation.models import Case, Report
from apps.moderation.services.reporting import Concern, report_message
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of

LATER = timedelta(days=14, minutes=1)


def state_of(group: Group) -> str:
    group.refresh_from_db()
    return group.state


def told(kind: str) -> set[str]:
    return {notice.user.email.split("@")[0] for notice in Notice.objects.filter(kind=kind).select_related("user")}


def refused(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except DomainError as error:
        return error.code
    return ""


@pytest.mark.django_db
def test_a_resting_group_is_read_and_wakes_as_it_was(group: Group, alice: User, bob: User, nia: User) -> None:
    room = chat_room(group)
    lifecycle.pause_group(read_access(alice, group))
    his = read_access(bob, Group.objects.get())
    assert his.can(Permission.READ)
    assert not his.can(Permission.ATTEND_MEETING)
    assert refused(lambda: post_message(Draft(bob.pk, room.public_id, "a", "Hello"))) == "paused"
    client = Client()
    client.force_login(nia)
    assert "This group rests" in client.get(f"/groups/{group.public_id}/").content.decode()
    assert group.name not in client.get("/groups/").content.decode()
    assert refused(lambda: lifecycle.pause_group(read_access(alice, group))) == NotNow.code
    lifecycle.resume_group(read_access(alice, group))
    assert state_of(group) == "active"
    assert post_message(Draft(bob.pk, room.public_id, "a", "Hello")).message.number == 1


@pytest.mark.django_db
def test_ending_is_told_to_all_undone_in_time_and_then_nothing_is_left(group: Group, alice: User, bob: User) -> None:
    post_message(Draft(bob.pk, chat_room(group).public_id, "a", "Hello"))
    lifecycle.end_group(read_access(alice, group))
    lifecycle.end_group(read_access(alice, group))
    assert told("group_ends") == {"alice", "bob"}
    assert Notice.objects.filter(kind="group_ends").count() == 2
    assert lifecycle.erase_ended() == 0
    lifecycle.resume_group(read_access(alice, group))
    assert told("group_stays") == {"alice", "bob"}
    assert lifecycle.erase_ended(timezone.now() + LATER) == 0

    lifecycle.end_group(read_access(alice, group))
    assert lifecycle.erase_ended(timezone.now() + LATER) == 1
    assert not Group.objects.exists()
    assert not Message.objects.exists()
    assert not Membership.objects.exists()
    assert User.objects.count() == 2


@pytest.mark.django_db
def test_what_belongs_to_an_open_case_outlasts_the_group(
    group: Group, alice: User, mo: User, bob: User, carol: User
) -> None:
    said = post_message(Draft(bob.pk, chat_room(group).public_id, "a", "Unkind words")).message
    report_message(read_access(carol, group), said, Concern("harassment", ""))
    lifecycle.end_group(read_access(alice, group))
    assert lifecycle.erase_ended(timezone.now() + LATER) == 0
    assert not Message.objects.exists()
    assert Report.objects.get().snapshot
    assert state_of(group) == "archived"
    Case.objects.update(state=Case.State.DONE)
    assert lifecycle.erase_ended(timezone.now() + LATER) == 1
    assert not Report.objects.exists()


@pytest.mark.django_db
def test_owning_is_asked_and_accepted(group: Group, alice: User, bob: User, carol: User, nia: User) -> None:
    hers, access = read_access(alice, group), {user: membership_of(user, group).public_id for user in (bob, carol)}
    newcomer = make_membership(nia, group, "Sorrel", settled_at=None)
    for nobody in (newcomer.public_id, membership_of(alice, group).public_id, "zzzzzzzzzzzz"):
        assert refused(lambda nobody=nobody: ownership.offer_ownership(hers, nobody)) == "not_found"
    ownership.offer_ownership(hers, access[bob])
    ownership.offer_ownership(hers, access[carol])
    assert refused(lambda: ownership.answer_offer(read_access(bob, group), is_accepted=True)) == NotNow.code
    assert membership_of(carol, group).roles == []
    ownership.answer_offer(read_access(carol, group), is_accepted=False)
    assert told("ownership_declined") == {"alice"}
    ownership.offer_ownership(hers, access[bob])
    ownership.withdraw_offer(hers)
    assert refused(lambda: ownership.answer_offer(read_access(bob, group), is_accepted=True)) == NotNow.code
    ownership.offer_ownership(hers, access[bob])
    ownership.answer_offer(read_access(bob, group), is_accepted=True)
    assert membership_of(bob, group).roles == ["owner"]
    assert membership_of(alice, group).roles == ["facilitator"]
    leave_group(read_access(alice, group))


@pytest.mark.django_db
@pytest.mark.parametrize("loss", ["removed", "account closed"])
def test_a_group_without_owner_asks_those_who_look_after_it_then_site_staff(
    loss: str, group: Group, alice: User, mo: User, bob: User, sam: User
) -> None:
    if loss == "removed":
        end_membership(membership_of(alice, group), EndKind.REMOVED)
    else:
        User.objects.filter(pk=alice.pk).update(is_active=False)
    ownership.find_owners()
    ownership.find_owners()
    assert (told("ownership_offered"), told("group_ownerless")) == ({"mo"}, set())
    later = timezone.now() + timedelta(days=8)
    ownership.find_owners(later)
    ownership.find_owners(later)
    assert [notice.user for notice in Notice.objects.filter(kind="group_ownerless")] == [sam]
    client = Client()
    client.force_login(mo)
    assert client.get("/groups/staff/").status_code == 404
    ownership.answer_offer(read_access(mo, group), is_accepted=True)
    assert membership_of(mo, group).roles == ["moderator", "owner"]
    ownership.find_owners(later)
    group.refresh_from_db()
    assert group.ownerless_since is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_exactly_one_owns_the_group(group: Group, mo: User) -> None:
    other = make_user("other")
    make_membership(other, group, "Teasel", Role.FACILITATOR)
    ownership.find_owners()

    def accept(user: User) -> str:
        return refused(lambda: ownership.answer_offer(read_access(user, group), is_accepted=True))

    assert sorted(at_once(lambda: accept(mo), lambda: accept(other))) == ["", NotNow.code]
    assert Membership.objects.with_any_role(Role.OWNER).count() == 1
    assert not OwnershipOffer.objects.filter(ended_at=None).exists()


@pytest.mark.django_db
def test_where_the_site_looks_first_everybody_may_propose(nia: User, sam: User, bob: User) -> None:
    words = {"name": "Night nurses", "purpose": "For those who work while others sleep", "is_listed": True}
    assert refused(lambda: found_group(nia, "Sorrel", "Be kind.", **words)) == "not_found"  # type: ignore[arg-type]
    SiteSettings.objects.update_or_create(pk=1, defaults={"reviews_groups": True})
    first, second = (found_group(nia, "Sorrel", "Be kind.", **words) for _each in range(2))  # type: ignore[arg-type]
    assert (state_of(first), told("group_proposed")) == ("proposed", {"sam"})
    assert not read_access(bob, first).can(Permission.SEE_GROUP)
    assert not read_access(nia, first).can(Permission.INVITE)
    accept_group(sam, first.public_id)
    decline_group(sam, second.public_id)
    assert (state_of(first), state_of(second)) == ("active", "archived")
    assert told("group_accepted") == told("group_declined") == {"nia"}
    assert refused(lambda: accept_group(sam, second.public_id)) == NotNow.code
    assert refused(lambda: accept_group(nia, second.public_id)) == "not_found"
    assert read_access(bob, first).can(Permission.SEE_GROUP)


@pytest.mark.django_db
def test_the_pages_do_all_of_it(group: Group, alice: User, bob: User, mo: User, sam: User, client: Client) -> None:
    closing = f"/groups/{group.public_id}/settings/closing/"
    client.force_login(alice)
    assert client.post(closing, {"act": "pause"}).status_code == 302
    assert "Wake the group" in client.get(closing).content.decode()
    assert client.post(closing, {"act": "resume"}).status_code == 302
    assert client.post(closing, {"act": "burn"}).status_code == 404
    assert client.post(closing, {"act": "end"}).status_code == 422
    assert client.post(closing, {"act": "end", "is_sure": "on"}).status_code == 302
    client.force_login(bob)
    assert "Everything of it is erased" in client.get(f"/groups/{group.public_id}/").content.decode()
    assert "A group ends" in client.get("/me/notices/").content.decode()
    lifecycle.resume_group(read_access(alice, group))
    Membership.objects.filter(user=alice).update(roles=[])
    ownership.find_owners(timezone.now() - timedelta(days=9))
    from tests.accounts.second_factor import sign_in_as_staff

    sign_in_as_staff(client, sam)
    page = client.get("/groups/staff/").content.decode()
    assert "Saltmarsh" in page
    asked = {"act": "ask", "member": membership_of(mo, group).public_id}
    assert client.post(f"/groups/staff/{group.public_id}/", asked)["Location"] == "/groups/staff/"
    assert OwnershipOffer.objects.filter(ended_at=None).count() == 1
