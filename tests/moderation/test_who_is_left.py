"""Who is left to look: a case, an appeal and a worry always reach somebody who can, and nobody chooses who that is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.errors import OutOfRank
from apps.groups.models import Block, EndKind, Group
from apps.groups.permissions import Role
from apps.groups.services.lifecycle import archive_group
from apps.groups.services.memberships import end_membership
from apps.moderation.errors import DecideFirst, EnoughForNow, EnoughForThem
from apps.moderation.models import Action, Case, Concern, Report
from apps.moderation.rules.care import TOLD_AGAIN_AFTER, TOLD_AGAIN_FOR
from apps.moderation.rules.cases import MOST_DISTRESSING
from apps.moderation.services import actions, care, closing, hands, reporting
from apps.moderation.services.appeals import make_appeal, waiting_appeals
from apps.moderation.services.reporting import Concern as Worry
from apps.moderation.services.reversal import take_back
from apps.moderation.services.screening_queue import bring_to_queue
from apps.moderation.services.waiting import waiting_for
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.groups.factories import make_membership, membership_of
from tests.messaging.watching import watch
from tests.moderation.factories import access_of, say, seen_by, tomorrow, why

pytestmark = pytest.mark.django_db

UNKIND, IN_DANGER = Worry("harassment", "It is the third time."), Worry("self_harm")


def report(user: User, group: Group, about: User, concern: Worry = UNKIND) -> Case:
    made = reporting.report_member(access_of(user, group), membership_of(about, group), concern)
    assert made.case is not None
    return made.case


def told(kind: str = "report_made") -> list[str]:
    return sorted(notice.user.email.partition("@")[0] for notice in Notice.objects.filter(kind=kind))


def test_nobody_chooses_by_a_report_of_their_own_who_judges_another(
    group: Group, mo: User, alice: User, bob: User, carol: User
) -> None:
    # A friend of whom it is about, who blocked the moderator, reports the same.
    friend = make_user("friend")
    make_membership(friend, group, "Fern")
    case = report(bob, group, carol)
    Block.objects.create(blocker=membership_of(friend, group), blocked=membership_of(mo, group))
    assert report(friend, group, carol) != case
    assert [row.case for row in waiting_for(mo)] == [case]
    # Whoever looks after the group and reports it, too, takes nobody away but themself.
    assert report(alice, group, carol) == case
    assert [row.case for row in waiting_for(mo)] == [case]


@pytest.mark.parametrize("how", ["left", "closed"])
def test_a_case_that_nobody_of_the_group_can_handle_any_more_is_told_to_site_staff_at_once(
    how: str, group: Group, mo: User, alice: User, sam: User, bob: User, carol: User
) -> None:
    case = report(bob, group, carol)
    assert told() == ["alice", "mo"]
    if how == "closed":
        archive_group(access_of(alice, group))
    else:
        for user in (alice, mo):
            end_membership(membership_of(user, group), EndKind.LEFT)
    assert [closing.escalate_overdue(), closing.escalate_overdue()] == [1, 0]
    assert told() == ["alice", "mo", "sam"]
    assert [row.case for row in waiting_for(sam)] == [case]
    assert waiting_for(mo) == []


def test_without_site_staff_a_case_comes_back_to_those_who_all_said_not_me(
    group: Group, alice: User, mo: User, bob: User, carol: User
) -> None:
    case = report(bob, group, carol)
    hands.leave_to_others(mo.pk, case.public_id)
    assert [seen_by(user) != [] for user in (mo, alice)] == [False, True]
    hands.leave_to_others(alice.pk, case.public_id)
    assert [seen_by(user) != [] for user in (mo, alice)] == [True, True]


def test_what_site_staff_alone_handle_from_the_first_is_told_them_once(
    group: Group, alice: User, sam: User, bob: User
) -> None:
    case = report(bob, group, alice)
    for _each in range(2):
        closing.escalate_overdue(now=case.due_at)
    assert told() == ["sam"]


def test_an_appeal_in_a_closed_group_is_for_site_staff(
    group: Group, mo: User, alice: User, sam: User, bob: User
) -> None:
    action = actions.mute_member(access_of(mo, group), membership_of(bob, group), until=tomorrow(), why=why())
    assert action is not None
    archive_group(access_of(alice, group))
    make_appeal(bob, action.public_id, words="Please look again.")
    assert told("appeal_made") == ["sam"]
    assert [len(waiting_appeals(access_of(user, group))) for user in (alice, sam)] == [0, 1]


def test_a_moderator_brings_back_nobody_of_their_own_rank(group: Group, alice: User, mo: User) -> None:
    other = make_user("ada")
    make_membership(other, group, "Adder", Role.MODERATOR)
    removed = actions.remove_member(access_of(alice, group), membership_of(mo, group), why=why())
    assert removed is not None
    with pytest.raises(OutOfRank):
        take_back(access_of(other, group), removed.public_id, why=why("I want him back."))
    assert not membership_of(mo, group).is_active
    take_back(access_of(alice, group), removed.public_id, why=why("That was a mistake."))
    assert membership_of(mo, group).roles == ["moderator"]


def test_a_case_is_not_closed_past_a_message_that_waits_out_of_sight(
    group: Group, mo: User, bob: User, client: Client
) -> None:
    watch(group, "casino")
    say(bob, group, "casino")
    bring_to_queue()
    [made] = seen_by(mo)
    assert made.case is not None
    with pytest.raises(DecideFirst):
        closing.close_case(mo.pk, made.case.public_id, outcome="acted", note="I read it.")
    client.force_login(mo)
    page = client.get(f"/moderation/cases/{made.case.public_id}/").content.decode()
    assert "Decide about this message" in page
    assert "I looked at it" not in page


def test_what_changes_nothing_is_not_said_to_be_done(group: Group, mo: User, bob: User, client: Client) -> None:
    member = membership_of(bob, group)
    actions.mute_member(access_of(mo, group), member, until=timezone.now() + timedelta(days=6), why=why())
    Notice.objects.all().delete()
    client.force_login(mo)
    given = {"kind": "mute", "length": "day", "rule": why().rule, "words": "Please pause.", "seen": "In the chat."}
    answer = client.post(f"/groups/{group.public_id}/moderation/members/{member.public_id}/", given)
    assert answer.status_code == 422
    assert "nothing has changed, and nobody was told" in answer.content.decode()
    assert (Action.objects.count(), Notice.objects.count()) == (1, 0)


def test_handed_over_or_closed_at_once_a_heavy_case_counts_and_is_not_one_too_many(
    group: Group, mo: User, alice: User, bob: User, carol: User
) -> None:
    heavy = []
    for number in range(MOST_DISTRESSING + 1):
        make_membership(person := make_user(f"p{number}"), group, f"Person {number}")
        heavy.append(report(bob, group, person, IN_DANGER).public_id)
    to = membership_of(mo, group).public_id
    for case in heavy[:-1]:
        hands.claim(alice.pk, case, anyway=True)
        hands.hand_over(alice.pk, case, to=to, note="You?")
    hands.claim(alice.pk, heavy[-1], anyway=True)
    with pytest.raises(EnoughForThem):
        hands.hand_over(alice.pk, heavy[-1], to=to, note="You?")
    hands.release(alice.pk, heavy[-1])
    with pytest.raises(EnoughForNow):
        closing.close_case(mo.pk, heavy[-1], outcome="cared", note="I read it.")
    hands.claim(mo.pk, heavy[-1], anyway=True)
    closing.close_case(mo.pk, heavy[-1], outcome="cared", note="I read it.")


@pytest.fixture
def worry(group: Group, bob: User, alice: User, mo: User) -> Concern:
    care.note_concern(say(bob, group, "I don't want to be here anymore."))
    return Concern.objects.get()


def test_a_worry_in_the_hands_of_somebody_who_is_gone_waits_for_all(
    worry: Concern, group: Group, alice: User, mo: User
) -> None:
    care.take_concern(access_of(mo, group), worry.public_id)
    assert not care.has_concerns(membership_of(alice, group), group)
    end_membership(membership_of(mo, group), EndKind.LEFT)
    assert care.has_concerns(membership_of(alice, group), group)
    assert [one.taken_by for one in care.concerns_in(access_of(alice, group))] == [None]
    assert care.take_concern(access_of(alice, group), worry.public_id).taken_by == membership_of(alice, group)


def test_a_worry_that_nobody_takes_on_is_told_again_each_hour_to_all_for_a_day(
    worry: Concern, group: Group, mo: User
) -> None:
    now = timezone.now()
    care.tell_again(now=now)
    assert told("care_needed") == ["alice", "mo"]
    later = now + TOLD_AGAIN_AFTER + timedelta(minutes=1)
    care.tell_again(now=later)
    assert told("care_needed") == ["alice", "alice", "mo", "mo"]
    Notice.objects.update(created_at=later)
    care.tell_again(now=later + timedelta(minutes=1))
    assert told("care_needed").count("alice") == 2
    Notice.objects.all().delete()
    care.tell_again(now=now + TOLD_AGAIN_FOR + timedelta(minutes=1))
    assert told("care_needed") == []
    care.take_concern(access_of(mo, group), worry.public_id)
    care.tell_again(now=now + TOLD_AGAIN_AFTER)
    assert told("care_needed") == []


def test_what_is_given_back_is_told_to_the_others(worry: Concern, group: Group, alice: User, mo: User) -> None:
    care.take_concern(access_of(mo, group), worry.public_id)
    Notice.objects.all().delete()
    care.give_back(access_of(mo, group), worry.public_id)
    assert told("care_needed") == ["alice"]
    end_membership(membership_of(alice, group), EndKind.LEFT)
    care.take_concern(access_of(mo, group), worry.public_id)
    care.give_back(access_of(mo, group), worry.public_id)
    assert told("care_needed") == ["alice", "mo"]


def test_members_find_the_figures_from_the_groups_page(group: Group, bob: User, client: Client) -> None:
    client.force_login(bob)
    figures = f"/groups/{group.public_id}/moderation/figures/"
    assert figures in client.get(f"/groups/{group.public_id}/").content.decode()
    assert client.get(figures).status_code == 200
    assert not Report.objects.exists()
