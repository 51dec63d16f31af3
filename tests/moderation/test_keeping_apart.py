"""Kept apart everywhere: asked by one, decided by site safety staff alone, shown to nobody, and undone without a trace."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

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
from apps.journey.models import Pact
from apps.messaging.services.conversations import require_may_ask
from apps.messaging.services.viewing import view_of
from apps.moderation.errors import NotClosable
from apps.moderation.models import AuditEntry, Case, CaseStep, Report
from apps.moderation.rules.cases import UNDO_WITHIN
from apps.moderation.services import closing, keeping_apart, reporting
from apps.moderation.services.reporting import Concern
from apps.moderation.services.waiting import waiting_for
from apps.notifications.models import Notice
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import make_group, make_membership, membership_of
from tests.journey.pacting import have_pact

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


def settle() -> None:
    """Let the moment pass in which what was closed can be taken back."""
    closing.settle_closed(now=timezone.now() + UNDO_WITHIN)


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
    assert staff.post(page, {"act": "decline", "answer": "Where else?"}, follow=True).status_code == 200
    # For a moment it can be taken back, and nobody has read it.
    assert not Notice.objects.filter(user=bob).exists()
    assert "Where else?" not in receipt_of(bob, report)
    staff.post(page, {"act": "reopen"})
    assert staff.post(page, {"act": "decline", "answer": "Please tell us more."}).status_code == 302
    settle()
    assert Notice.objects.filter(user=bob, kind="report_looked_at").count() == 1
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


def receipt_of(asker: User, report: Report) -> str:
    """Read the receipt as whoever asked."""
    assert report.group is not None
    page = signed_in(asker).get(f"/groups/{report.group.public_id}/reporting/{report.public_id}/")
    return page.content.decode()


def staff_page(sam: User, report: Report) -> str:
    staff = Client()
    sign_in_as_staff(staff, sam)
    return staff.get(f"/moderation/cases/{case_of(report).public_id}/").content.decode()


def test_the_one_who_did_not_ask_cannot_have_it_ended_and_learns_nothing_of_it(
    bob: User, carol: User, sam: User, group: Group, elsewhere: Group
) -> None:
    wish_page = f"/groups/{elsewhere.public_id}/reporting/members/{membership_of(bob, elsewhere).public_id}/apart/"
    before = signed_in(carol).get(wish_page).content.decode()
    keep(sam, ask(bob, carol, group))
    after = signed_in(carol).get(wish_page).content.decode()
    assert [line for line in before.splitlines() if "csrf" not in line and "nonce" not in line] == [
        line for line in after.splitlines() if "csrf" not in line and "nonce" not in line
    ]

    plea = ask(carol, bob, elsewhere, "Please let it end.")
    shown = staff_page(sam, plea)
    assert "The other one asked for this." in shown
    assert "It ends only by a wish of the one who asked." in shown
    assert "Let it end" not in shown
    with pytest.raises(NotClosable):
        keeping_apart.let_meet(sam.pk, case_of(plea).public_id)
    assert case_of(plea).state == Case.State.OPEN
    keeping_apart.decline(sam.pk, case_of(plea).public_id, answer="We leave it as it is.")
    settle()
    with pytest.raises(NotClosable):
        keeping_apart.let_meet(sam.pk, case_of(plea).public_id)
    assert are_apart(bob, carol, elsewhere)
    read = receipt_of(carol, plea)
    assert "We leave it as it is." in read
    assert "The other one" not in read


def test_where_both_asked_each_ends_their_own_wish_alone(
    bob: User, carol: User, sam: User, group: Group, elsewhere: Group
) -> None:
    first, second = ask(bob, carol, group), ask(carol, bob, elsewhere)
    keep(sam, first)
    pair = keep(sam, second)
    assert (pair.one_asked, pair.other_asked) == (True, True)
    assert "The other one asked for it, too" in staff_page(sam, first)
    keeping_apart.let_meet(sam.pk, case_of(first).public_id)
    assert are_apart(bob, carol, group)
    assert are_apart(bob, carol, elsewhere)
    # Of the other one's wish the receipt says nothing, and nothing that is not so.
    assert "What you asked for has ended" in receipt_of(bob, first)
    assert "It is done" in receipt_of(carol, second)
    with pytest.raises(NotClosable):
        keeping_apart.let_meet(sam.pk, case_of(first).public_id)
    keeping_apart.let_meet(sam.pk, case_of(second).public_id)
    assert not KeptApart.objects.exists()
    assert not are_apart(bob, carol, elsewhere)


def test_the_receipt_says_what_is_so_and_whoever_asked_is_told_that_it_ended(
    bob: User, carol: User, sam: User, group: Group, elsewhere: Group
) -> None:
    report = ask(bob, carol, group)
    assert "Not meet Clover any more" in receipt_of(bob, report)
    keep(sam, report)
    done = receipt_of(bob, report)
    assert "It is done" in done
    assert "Not meet Clover any more" not in done
    plea = ask(bob, carol, group, "It may end.")
    keeping_apart.let_meet(sam.pk, case_of(plea).public_id)
    assert case_of(plea).state == Case.State.DONE
    for wish in (report, plea):
        ended = receipt_of(bob, wish)
        assert "What you asked for has ended" in ended
        assert "It is done" not in ended
    assert Notice.objects.filter(user=bob, kind="report_looked_at").count() == 2
    assert not Notice.objects.filter(user=carol).exists()

    # The same from the case that was done before.
    again = ask(bob, carol, group, "")
    keep(sam, again)
    assert "It is done" in receipt_of(bob, again)
    keeping_apart.let_meet(sam.pk, case_of(again).public_id)
    assert Notice.objects.filter(user=bob, kind="report_looked_at").count() == 4
    assert not Notice.objects.filter(user=carol).exists()


def test_a_receipt_does_not_tell_that_the_other_one_is_gone(bob: User, carol: User, sam: User, group: Group) -> None:
    report = ask(bob, carol, group)
    keep(sam, report)
    before = receipt_of(bob, report)
    erase(carol.pk, takes_words=False)
    assert ("It is done" in before, "It is done" in receipt_of(bob, report)) == (True, True)


def test_pacts_between_the_two_end_in_every_group_and_one_alone_reads_as_any_end(
    bob: User, carol: User, alice: User, sam: User, group: Group, elsewhere: Group
) -> None:
    for where in (group, elsewhere):
        have_pact(carol, bob, where)
    kept = have_pact(alice, bob, group)
    Notice.objects.all().delete()
    keep(sam, ask(bob, carol, group))
    assert Pact.objects.get() == kept
    # Two at once would join what she is called in two groups; none would tell who parted them.
    assert not Notice.objects.filter(user=bob, kind="pact_ended").exists()
    assert [told.kind for told in Notice.objects.filter(user=carol)] == ["pact_ended"]
    # A block by hand is of one group alone, and names no cause.
    block_member(read_access(bob, group), membership_of(alice, group))
    assert Notice.objects.filter(user=alice, kind="pact_ended").count() == 1


def test_no_page_says_a_category_that_nobody_chose(bob: User, carol: User, sam: User, group: Group) -> None:
    report = ask(bob, carol, group)
    assert "It is unkind" not in staff_page(sam, report)
    assert "It is unkind" not in receipt_of(bob, report)
    assert report.get_chosen_category_display() == ""
    told = reporting.report_member(read_access(bob, group), membership_of(carol, group), UNKIND)
    assert "It is unkind" in staff_page(sam, told)
    assert told.get_chosen_category_display().startswith("It is unkind")
