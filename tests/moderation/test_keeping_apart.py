"""Kept apart everywhere: asked by one, decided by site safety staff alone, shown to nobody, and undone without a trace."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.erasing import erase
from apps.core.errors import DomainError, NotFound
from apps.groups.models import Block, EndKind, Group, Joining, KeptApart
from apps.groups.permissions import Role
from apps.groups.services.access import read_access
from apps.groups.services.admission import Wish
from apps.groups.services.blocking import block_member, blocks_made_by, unblock_member
from apps.groups.services.invitations import accept_invitation, make_invitation
from apps.groups.services.join_requests import accept_request, ask_to_join
from apps.groups.services.joining import join_openly
from apps.groups.services.memberships import end_membership
from apps.messaging.services.conversations import require_may_ask
from apps.messaging.services.viewing import view_of
from apps.moderation.models import AuditEntry, Case, CaseStep, Report
from apps.moderation.services import closing, keeping_apart, reporting
from apps.moderation.services.reporting import Concern
from apps.moderation.services.waiting import waiting_for
from apps.notifications.models import Notice
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import make_group, make_membership, membership_of

pytestmark = pytest.mark.django_db

UNKIND = Concern("harassment", "It is the third time.")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def elsewhere(bob: User, carol: User, database: None) -> Group:
    """Return a second group in which both are, under other aliases."""
    group = make_group("Another")
    make_membership(bob, group, "Fern")
    make_membership(carol, group, "Moss")
    return group


def ask(asker: User, other: User, group: Group, words: str = "They follow me.") -> Report:
    return reporting.ask_to_be_apart(read_access(asker, group), membership_of(other, group), words)


def case_of(report: Report) -> Case:
    return Case.objects.get(reports=report)


def keep(sam: User, report: Report) -> KeptApart:
    """Decide the wish, as site safety staff."""
    keeping_apart.keep_apart(sam.pk, case_of(report).public_id)
    return KeptApart.objects.get()


def are_apart(one: User, other: User, group: Group) -> bool:
    """Tell whether neither finds the other in the list of members."""
    lists = [signed_in(user).get(f"/groups/{group.public_id}/members/").content.decode() for user in (one, other)]
    aliases = [membership_of(user, group).alias for user in (other, one)]
    found = [f"<b>{alias}</b>" in page for alias, page in zip(aliases, lists, strict=True)]
    assert found[0] == found[1]
    return not found[0]


def test_one_asks_on_a_page_and_nobody_but_staff_knows_of_it_or_decides(
    bob: User, carol: User, mo: User, alice: User, sam: User, group: Group
) -> None:
    target = membership_of(carol, group).public_id
    address = f"/groups/{group.public_id}/reporting/members/{target}/apart/"
    asking = signed_in(bob)
    assert "somebody vanishes there" in asking.get(address).content.decode()
    assert address in asking.get(f"/groups/{group.public_id}/members/{target}/blocking/").content.decode()
    sent = asking.post(address, {"words": "They follow me."})
    assert asking.post(address, {"words": "A second click."}).headers["Location"] == sent.headers["Location"]
    report = Report.objects.get()
    case = case_of(report)
    page = f"/moderation/cases/{case.public_id}/"

    # Whoever looks after the group, and the two, know of nothing and can decide nothing.
    assert Notice.objects.filter(kind="report_made").get().user == sam
    for stranger in (mo, alice, bob, carol):
        assert signed_in(stranger).get(page).status_code == 404
        assert signed_in(stranger).post(page, {"act": "keep_apart"}).status_code == 404
        assert waiting_for(stranger) == []
    with pytest.raises(NotFound):
        keeping_apart.keep_apart(mo.pk, case.public_id)
    assert not KeptApart.objects.exists()


def test_staff_keep_the_two_apart_and_whoever_asked_reads_that_it_is_done(
    bob: User, carol: User, mo: User, sam: User, group: Group, elsewhere: Group
) -> None:
    report = ask(bob, carol, group)
    case, receipt = case_of(report), f"/groups/{group.public_id}/reporting/{report.public_id}/"
    page = f"/moderation/cases/{case.public_id}/"
    staff = Client()
    sign_in_as_staff(staff, sam)
    shown = staff.get(page).content.decode()
    assert "They follow me." in shown
    assert "Clover" in shown
    for never in ("Bramble", "Fern", "Moss", "Another", bob.email, carol.email):
        assert never not in shown
    # It is closed by an answer alone.
    with pytest.raises(DomainError):
        closing.close_case(sam.pk, case.public_id, outcome="dismissed", note="Read.")
    assert staff.post(page, {"act": "keep_apart"}).status_code == 302

    assert are_apart(bob, carol, group)
    assert are_apart(bob, carol, elsewhere)
    read = signed_in(bob).get(receipt).content.decode()
    assert "It is done" in read
    assert "Another" not in read
    assert list(Notice.objects.filter(user=bob).values_list("kind", flat=True)) == ["report_looked_at"]
    assert receipt in signed_in(bob).get("/me/notices/").content.decode()
    assert not Notice.objects.filter(user=carol).exists()
    line = AuditEntry.objects.get(code="case.apart")
    assert (line.staff_id, line.target, line.action) == (sam.pk, "", case.public_id)
    # Whoever looks after the room still sees both.
    assert "<b>Clover</b>" in signed_in(mo).get(f"/groups/{group.public_id}/members/").content.decode()


def test_it_is_listed_to_neither_and_neither_can_lift_it_or_tell(
    bob: User, carol: User, sam: User, elsewhere: Group, group: Group
) -> None:
    keep(sam, ask(bob, carol, group))
    for own, other in ((bob, carol), (carol, bob)):
        for where in (group, elsewhere):
            access, there = read_access(own, where), membership_of(other, where)
            assert blocks_made_by(access) == []
            assert "Meet again" not in signed_in(own).get(f"/groups/{where.public_id}/me/blocks/").content.decode()
            unblock_member(access, there)
            # As to somebody who was blocked: the same refusal, and no frame.
            with pytest.raises(DomainError) as refused:
                require_may_ask(access, there)
            assert refused.value.code == "takes_no_direct"
            seen = view_of(access)
            assert (set(seen.blocked), seen.blocking) == ({there.public_id}, frozenset())
    assert are_apart(bob, carol, elsewhere)
    assert Block.objects.count() == 4


def test_whoever_joins_later_comes_apart_openly_by_request_by_invitation_and_back_again(
    bob: User, carol: User, alice: User, sam: User, group: Group, elsewhere: Group
) -> None:
    end_membership(membership_of(bob, elsewhere), EndKind.LEFT)
    keep(sam, ask(bob, carol, group))
    join_openly(bob, elsewhere, Wish("Fern", 1))
    assert are_apart(bob, carol, elsewhere)

    doors = (Joining.OPEN, Joining.REQUEST, Joining.INVITATION)
    for number, joining in enumerate(doors):
        there = make_group(f"Later {number}", joining=joining)
        make_membership(alice, there, "Heron", Role.OWNER)
        first, second = (bob, carol) if number % 2 else (carol, bob)
        make_membership(first, there, "First")
        come(second, there, alice)
        assert are_apart(bob, carol, there)
        assert not Block.objects.filter(blocker__user=alice).exists()


def come(user: User, group: Group, owner: User) -> None:
    wish = Wish("Second", 1)
    access = read_access(owner, group)
    if group.joining == Joining.OPEN:
        join_openly(user, group, wish)
    elif group.joining == Joining.REQUEST:
        accept_request(access, ask_to_join(user, group, wish, []).public_id)
    else:
        accept_invitation(user, make_invitation(access, lifetime=timedelta(days=1), uses=1)[1], wish)


def test_staff_let_it_end_and_what_was_chosen_by_hand_stays(
    bob: User, carol: User, mo: User, sam: User, group: Group, elsewhere: Group
) -> None:
    block_member(read_access(bob, group), membership_of(carol, group))
    report = ask(bob, carol, group)
    keep(sam, report)
    block_member(read_access(carol, elsewhere), membership_of(bob, elsewhere))
    unblock_member(read_access(carol, elsewhere), membership_of(bob, elsewhere))
    assert blocks_made_by(read_access(bob, group)) == [membership_of(carol, group)]
    assert are_apart(bob, carol, elsewhere)

    page = f"/moderation/cases/{case_of(report).public_id}/"
    assert signed_in(mo).post(page, {"act": "let_meet"}).status_code == 404
    staff = Client()
    sign_in_as_staff(staff, sam)
    assert "Let it end" in staff.get(page).content.decode()
    assert staff.post(page, {"act": "let_meet"}).status_code == 302
    assert "Let it end" not in staff.get(page).content.decode()
    assert staff.post(page, {"act": "let_meet"}).status_code == 422
    assert (are_apart(bob, carol, group), are_apart(bob, carol, elsewhere)) == (True, False)
    assert Block.objects.get().blocker == membership_of(bob, group)
    assert CaseStep.objects.filter(kind="together", by_staff=sam).count() == 1
    # Asked again, it is another case.
    assert case_of(ask(bob, carol, group, "")) != case_of(report)


def test_staff_decline_with_a_sentence_for_whoever_asked_alone(bob: User, carol: User, sam: User, group: Group) -> None:
    report = ask(bob, carol, group, "")
    # What others tell of the same member is no part of it.
    assert case_of(reporting.report_member(read_access(bob, group), membership_of(carol, group), UNKIND)) != case_of(
        report
    )
    page = f"/moderation/cases/{case_of(report).public_id}/"
    staff = Client()
    sign_in_as_staff(staff, sam)
    assert staff.post(page, {"act": "decline", "answer": " "}).status_code == 422
    assert staff.post(page, {"act": "decline", "answer": "Please tell us more."}).status_code == 302
    receipt = f"/groups/{group.public_id}/reporting/{report.public_id}/"
    assert "Please tell us more." in signed_in(bob).get(receipt).content.decode()
    assert signed_in(carol).get(receipt).status_code == 404
    assert not KeptApart.objects.exists()
    with pytest.raises(DomainError):
        keeping_apart.keep_apart(sam.pk, case_of(report).public_id)


def test_nobody_decides_their_own_and_it_goes_with_either_account(
    bob: User, carol: User, sam: User, group: Group, elsewhere: Group
) -> None:
    make_membership(sam, group, "Sorrel")
    own = ask(sam, carol, group)
    with pytest.raises(NotFound):
        keeping_apart.keep_apart(sam.pk, case_of(own).public_id)
    report = ask(bob, carol, group)
    keep(sam, report)
    erase(carol.pk, takes_words=False)
    assert not KeptApart.objects.exists()
    assert not Block.objects.exists()
    assert keeping_apart.standing_of(case_of(report)) is None
