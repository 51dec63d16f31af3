"""Cases: what folds into one, whose hands it is in, how it ends, and what happens when nobody looks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError, Invalid, NotFound
from apps.groups.models import Group
from apps.groups.permissions import Role
from apps.moderation.errors import CaseInOtherHands, EnoughForNow, NobodyToHandTo, NotClosable
from apps.moderation.models import AuditEntry, Case, Report
from apps.moderation.rules.cases import FOLDS_WITHIN, HOLD, MOST_DISTRESSING, UNDO_WITHIN, Stage
from apps.moderation.rules.states import CASE, Act
from apps.moderation.services import actions, closing, hands, reporting
from apps.moderation.services.cases import Finding, open_case, settle_case
from apps.moderation.services.handling import find_case
from apps.moderation.services.reporting import Concern
from apps.moderation.services.waiting import waiting_for
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of
from tests.moderation.factories import RULE, WORDS, access_of, say, why

pytestmark = pytest.mark.django_db

UNKIND = Concern("harassment", "It is the third time.")


def report(user: User, group: Group, author: User, concern: Concern = UNKIND) -> Case:
    """Return the case that a report of new words of the author is in."""
    message = say(author, group, f"Words {Report.objects.count()}")
    found = reporting.find_reportable_message(group, user, message.public_id)
    made = reporting.report_message(access_of(user, group), found, concern)
    assert made.case is not None
    return made.case


def make_member(group: Group) -> User:
    user = make_user("ada")
    make_membership(user, group, "Adder")
    return user


def told(kind: str = "report_made") -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__email", flat=True))


@pytest.fixture
def case(group: Group, alice: User, mo: User, sam: User, bob: User, carol: User) -> Case:
    return report(bob, group, carol)


# --- what folds ---------------------------------------------------------------------------------------------


def test_what_is_reported_of_one_member_on_one_day_is_one_case_and_told_once(
    case: Case, group: Group, mo: User, alice: User, bob: User, carol: User
) -> None:
    ada = make_member(group)
    assert report(ada, group, carol, Concern("selling")) == case
    assert reporting.report_member(access_of(ada, group), membership_of(carol, group), UNKIND).case == case
    assert told() == sorted([alice.email, mo.email])
    assert report(bob, group, ada) != case
    Case.objects.update(opened_at=timezone.now() - FOLDS_WITHIN)
    assert report(bob, group, carol) != case


def test_no_report_takes_the_last_reader_from_another(
    group: Group, alice: User, mo: User, sam: User, bob: User, carol: User
) -> None:
    # Site safety staff alone read what is said of an owner, and this one of them is a member here.
    make_membership(sam, group, "Sorrel")
    of_sam, of_bob = report(sam, group, alice), report(bob, group, alice)
    assert [row.case for row in waiting_for(sam)] == [of_bob]
    assert report(carol, group, alice) == of_bob
    # The other way round, too.
    Case.objects.filter(pk=of_sam.pk).delete()
    report(sam, group, alice)
    assert [row.case for row in waiting_for(sam)] == [of_bob]


def test_what_nobody_can_read_is_one_case_all_the_same(group: Group, alice: User, bob: User, carol: User) -> None:
    assert report(bob, group, alice) == report(carol, group, alice)


def test_worry_about_somebody_is_no_complaint_about_them(case: Case, group: Group, bob: User, carol: User) -> None:
    care = report(bob, group, carol, Concern("self_harm"))
    assert (care.is_care, case.is_care) == (True, False)
    assert report(bob, group, carol, Concern("self_harm")) == care


def test_more_urgent_words_make_the_case_more_urgent_and_are_told_again(
    case: Case, group: Group, mo: User, bob: User, carol: User
) -> None:
    report(bob, group, carol, Concern("method"))
    case.refresh_from_db()
    assert case.category == "method"
    assert case.due_at < timezone.now() + timedelta(hours=5)
    assert told().count(mo.email) == 2


def test_what_rules_find_is_a_case_until_it_is_decided_where_it_stands(group: Group, mo: User, carol: User) -> None:
    message = say(carol, group, "Look at example.org")
    finding = Finding("held", "selling", message.public_id, membership_of(carol, group), message, "A link is watched.")
    case = open_case(group, finding)
    assert open_case(group, finding) == case
    assert case.reports.count() == 1
    assert [row.case for row in waiting_for(mo)] == [case]
    settle_case("held", message.public_id, outcome="dismissed")
    assert waiting_for(mo) == []


# --- in whose hands -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_exactly_one_has_it(case: Case, alice: User, mo: User) -> None:
    def take(user: User) -> bool:
        try:
            hands.claim(user.pk, case.public_id)
        except CaseInOtherHands:
            return False
        return True

    assert sorted(at_once(lambda: take(alice), lambda: take(mo))) == [False, True]
    case.refresh_from_db()
    assert case.stage() == Stage.IN_HAND
    assert case.steps.count() == 1


def test_case_goes_from_hand_to_hand(case: Case, group: Group, alice: User, mo: User, bob: User) -> None:
    hands.claim(mo.pk, case.public_id)
    with pytest.raises(CaseInOtherHands):
        closing.close_case(alice.pk, case.public_id, outcome="acted", note="Mine.")
    with pytest.raises(NobodyToHandTo):
        hands.hand_over(mo.pk, case.public_id, to=membership_of(bob, group).public_id, note="You?")
    with pytest.raises(Invalid):
        hands.hand_over(mo.pk, case.public_id, to=membership_of(alice, group).public_id, note=" ")
    hands.hand_over(mo.pk, case.public_id, to=membership_of(alice, group).public_id, note="I know them too well.")
    assert told("case_handed") == [alice.email]
    assert waiting_for(alice)[0].is_mine
    hands.release(alice.pk, case.public_id)
    assert waiting_for(mo)[0].stage == Stage.WAITING


def test_site_staff_hand_a_case_to_each_other_with_a_note(
    group: Group, sam: User, mo: User, alice: User, bob: User, client: Client
) -> None:
    case, kim = report(bob, group, alice), make_user("kim", is_staff=True, is_safety_staff=True)
    hands.claim(sam.pk, case.public_id)
    sign_in_as_staff(client, sam)
    page = f"/moderation/cases/{case.public_id}/"
    form = client.get(page).context["hand_form"]
    [(key, name)] = form.fields["to"].choices
    assert name == kim.email
    assert client.post(page, {"act": "hand_over", "to": key, "handed_note": "I know her."}).status_code == 302
    assert (told("case_handed"), waiting_for(kim)[0].is_mine) == ([kim.email], True)
    hands.claim(kim.pk, case.public_id)
    with pytest.raises(CaseInOtherHands):
        hands.hand_over(sam.pk, case.public_id, to=key, note="Back.")
    # A group's moderators hand over among themselves, and learn no address.
    theirs = report(bob, group, make_member(group))
    assert [one.name for one in hands.others_for(*find_case(mo.pk, theirs.public_id))] == ["Heron"]


def test_hands_of_somebody_who_went_away_are_free_again(case: Case, group: Group, alice: User, mo: User) -> None:
    hands.claim(mo.pk, case.public_id)
    assert waiting_for(alice)[0].holder is not None
    assert waiting_for(alice, now=timezone.now() + HOLD)[0].stage == Stage.WAITING
    Case.objects.update(hands_until=timezone.now())
    assert hands.claim(alice.pk, case.public_id).hands == membership_of(alice, group)


def test_not_me_needs_no_reason_and_the_last_one_leaves_it_to_site_staff(
    case: Case, alice: User, mo: User, sam: User
) -> None:
    hands.claim(mo.pk, case.public_id)
    hands.leave_to_others(mo.pk, case.public_id)
    assert (waiting_for(mo), len(waiting_for(alice)), waiting_for(sam)) == ([], 1, [])
    with pytest.raises(NotFound):
        hands.claim(mo.pk, case.public_id)
    hands.leave_to_others(alice.pk, case.public_id)
    assert sam.email in told()
    hands.leave_to_others(sam.pk, case.public_id)
    assert len(waiting_for(sam)) == 1


def test_distressing_cases_are_enough_at_some_point_and_still_taken_when_nobody_is_there(
    group: Group, mo: User, bob: User, carol: User
) -> None:
    for number in range(MOST_DISTRESSING):
        person = make_user(f"p{number}")
        make_membership(person, group, f"Person {number}")
        hands.claim(mo.pk, report(bob, group, person, Concern("self_harm")).public_id)
    heavy, other = report(bob, group, carol, Concern("self_harm")), report(bob, group, carol)
    with pytest.raises(EnoughForNow):
        hands.claim(mo.pk, heavy.public_id)
    hands.claim(mo.pk, other.public_id)
    hands.claim(mo.pk, heavy.public_id, anyway=True)
    assert {row.case for row in waiting_for(mo) if row.is_mine} >= {heavy, other}


# --- how it ends --------------------------------------------------------------------------------------------


def test_closing_can_be_taken_back_for_a_moment_in_which_nobody_is_told(
    case: Case, group: Group, alice: User, mo: User, bob: User, carol: User
) -> None:
    closing.close_case(mo.pk, case.public_id, outcome="dismissed", note="Nothing in it.")
    assert closing.settle_closed() == 0
    with pytest.raises(NotClosable):
        closing.reopen_case(alice.pk, case.public_id)
    assert closing.reopen_case(mo.pk, case.public_id).state == "open"
    closing.close_case(mo.pk, case.public_id, outcome="acted", note="Spoke with them.")
    assert told("report_looked_at") == []
    Case.objects.update(closed_at=timezone.now() - UNDO_WITHIN)
    with pytest.raises(NotClosable):
        closing.reopen_case(mo.pk, case.public_id)
    assert [closing.settle_closed(), closing.settle_closed()] == [1, 0]
    assert told("report_looked_at") == [bob.email]
    assert [step.kind for step in case.steps.all()] == ["closed", "reopened", "closed"]


def test_what_comes_in_while_a_closing_can_be_taken_back_opens_it_again(
    case: Case, group: Group, mo: User, bob: User, carol: User
) -> None:
    closing.close_case(mo.pk, case.public_id, outcome="dismissed", note="Nothing in it.")
    assert report(bob, group, carol) == case
    assert waiting_for(mo)[0].case == case
    assert closing.settle_closed(now=timezone.now() + UNDO_WITHIN) == 0


@pytest.mark.parametrize("stage", Stage)
def test_exactly_what_the_table_of_states_says_can_happen_to_a_case(
    case: Case, group: Group, mo: User, stage: Stage
) -> None:
    acts: dict[Act, Callable[[], object]] = {
        Act.CLAIM: lambda: hands.claim(mo.pk, case.public_id),
        Act.RELEASE: lambda: hands.release(mo.pk, case.public_id),
        Act.HAND_OVER: lambda: hands.hand_over(mo.pk, case.public_id, to=other, note="You?"),
        Act.CLOSE: lambda: closing.close_case(mo.pk, case.public_id, outcome="acted", note="Read."),
        Act.REOPEN: lambda: closing.reopen_case(mo.pk, case.public_id),
        Act.DEBRIEF: lambda: closing.keep_debrief(mo.pk, case.public_id, note="It stays."),
        Act.LEAVE: lambda: hands.leave_to_others(mo.pk, case.public_id),
    }
    other = group.memberships.get(roles__contains=[Role.OWNER]).public_id
    state = {"state": "open" if stage in {Stage.WAITING, Stage.IN_HAND} else stage.value, "closed_at": timezone.now()}
    held = {
        "hands": membership_of(mo, group),
        "hands_until": timezone.now() + (-HOLD if stage == Stage.WAITING else HOLD),
    }
    for act, happen in acts.items():
        Case.objects.update(**state, **held)
        if act not in CASE[stage]:
            with pytest.raises(DomainError):
                happen()
            continue
        happen()
        case.refresh_from_db()
        assert case.stage() == CASE[stage][act], act


# --- when nobody looks --------------------------------------------------------------------------------------


def test_what_waits_too_long_goes_to_site_staff_once(
    case: Case, group: Group, alice: User, mo: User, sam: User
) -> None:
    assert closing.escalate_overdue() == 0
    assert [row.is_late for row in waiting_for(mo, now=case.due_at)] == [True]
    assert [closing.escalate_overdue(now=case.due_at), closing.escalate_overdue(now=case.due_at)] == [1, 0]
    assert [len(waiting_for(user)) for user in (mo, alice, sam)] == [1, 1, 1]
    assert sam.email in told()
    assert [step.kind for step in case.steps.all()] == ["escalated"]


def test_what_went_to_site_staff_stays_open_to_the_group_and_is_hidden_out_of_the_case_by_either(
    case: Case, group: Group, mo: User, sam: User, bob: User, carol: User, client: Client
) -> None:
    closing.escalate_overdue(now=case.due_at)
    assert report(bob, group, carol) == case
    assert [len(row.case.reports.all()) for row in waiting_for(mo)] == [2]
    hands.claim(sam.pk, case.public_id)
    with pytest.raises(CaseInOtherHands):
        hands.claim(mo.pk, case.public_id)
    hands.release(sam.pk, case.public_id)
    hands.claim(mo.pk, case.public_id)
    sign_in_as_staff(client, sam)
    assert "Hide this message" in client.get(f"/moderation/cases/{case.public_id}/").content.decode()


def test_site_staff_hide_what_an_owner_said_out_of_its_case_and_nothing_that_nobody_reported(
    group: Group, sam: User, mo: User, alice: User, bob: User, client: Client
) -> None:
    case = report(bob, group, alice)
    said, other = case.reports.get().message, say(alice, group, "Nobody minds this.")
    assert said is not None
    page, quiet = (f"/groups/{group.public_id}/moderation/messages/{one.public_id}/" for one in (said, other))
    sign_in_as_staff(client, sam)
    assert f"{page}?case={case.public_id}" in client.get(f"/moderation/cases/{case.public_id}/").content.decode()
    assert "What Heron will read" in client.get(page).content.decode()
    for act, state in (("hide", "hidden"), ("restore", "visible")):
        sent = {"act": act, "rule": RULE, "words": WORDS, "case": case.public_id}
        assert client.post(page, sent)["Location"] == f"/moderation/cases/{case.public_id}/"
        said.refresh_from_db()
        assert said.state == state
    codes = AuditEntry.objects.filter(code__startswith="message.").order_by("place").values_list("code", flat=True)
    assert list(codes) == ["message.hide", "message.restore"]
    assert Notice.objects.filter(user=alice).count() == 2
    assert [client.get(quiet).status_code, client.post(quiet, {"act": "hide", "words": WORDS}).status_code] == [404] * 2
    with pytest.raises(NotFound):
        actions.hide_message(access_of(sam, group), other.public_id, why=why())
    with pytest.raises(DomainError):
        actions.hide_message(access_of(mo, group), said.public_id, why=why())


def test_what_somebody_has_in_hand_stays_there_and_without_site_staff_nothing_is_lost(
    case: Case, mo: User, sam: User
) -> None:
    hands.claim(mo.pk, case.public_id)
    Case.objects.update(due_at=timezone.now())
    assert closing.escalate_overdue() == 0
    hands.release(mo.pk, case.public_id)
    User.objects.filter(pk=sam.pk).update(is_active=False)
    assert closing.escalate_overdue() == 0
    assert len(waiting_for(mo)) == 1


# --- the pages ----------------------------------------------------------------------------------------------


def test_case_is_worked_through_without_javascript(
    case: Case, group: Group, alice: User, mo: User, client: Client
) -> None:
    client.force_login(mo)
    page = f"/moderation/cases/{case.public_id}/"
    assert "Take it" in client.get(page).content.decode()
    assert client.post(page, {"act": "claim"})["Location"] == page
    shown = client.get(page).content.decode()
    assert all(words in shown for words in ("You have it", "Give it back", "Hand it over", "Heron"))
    assert client.post(page, {"act": "hand_over", "to": "x", "handed_note": "You?"}).status_code == 422
    assert client.post(page, {"act": "release"}).status_code == 302
    hands.claim(alice.pk, case.public_id)
    refused = client.post(page, {"act": "claim"})
    assert (refused.status_code, "Somebody else has this in hand now." in refused.content.decode()) == (422, True)
    assert client.post(page, {"act": "burn"}).status_code == 404
    assert client.post(page, {"act": "leave"}).status_code == 302
    assert client.get(page).status_code == 404


def test_what_was_reported_is_covered_for_whoever_wants_it_so(case: Case, mo: User, client: Client) -> None:
    client.force_login(mo)
    page = f"/moderation/cases/{case.public_id}/"
    assert '<details class="veil"' not in client.get(page).content.decode()
    client.post("/moderation/veil/", {"veiled": "1"})
    assert '<details class="veil"' in client.get(page).content.decode()
    client.post("/moderation/veil/", {"veiled": "0"})
    assert '<details class="veil"' not in client.get(page).content.decode()


def test_heavy_case_ends_with_a_word_for_whoever_closed_it(
    group: Group, mo: User, bob: User, carol: User, client: Client
) -> None:
    heavy = report(bob, group, carol, Concern("self_harm"))
    client.force_login(mo)
    page = f"/moderation/cases/{heavy.public_id}/"
    after = client.post(page, {"act": "close", "outcome": "cared", "note": "We talked."}, follow=True)
    assert "That was a heavy one" in after.content.decode()
    assert client.post(page, {"act": "debrief", "debrief": ""}).status_code == 422
    assert client.post(page, {"act": "debrief", "debrief": "I keep thinking of it."}).status_code == 302
    kept = client.get(page).content.decode()
    assert "I keep thinking of it." in kept
    assert "That was a heavy one" not in kept


def test_what_is_told_twice_of_one_message_stands_in_its_case_once(
    group: Group, mo: User, bob: User, carol: User, client: Client
) -> None:
    said, ada = say(carol, group, "Words that hurt"), make_member(group)
    for user in (bob, ada):
        found = reporting.find_reportable_message(group, user, said.public_id)
        reporting.report_message(access_of(user, group), found, UNKIND)
    client.force_login(mo)
    page = client.get(f"/moderation/cases/{Case.objects.get().public_id}/").content.decode()
    assert [page.count(words) for words in ("Words that hurt", "Hide this message", UNKIND.words)] == [1, 1, 2]


def test_hidden_by_site_staff_out_of_a_case_is_shown_again_by_site_staff_alone(
    group: Group, sam: User, mo: User, bob: User, carol: User, client: Client
) -> None:
    case = report(bob, group, carol)
    Case.objects.update(due_at=timezone.now())
    closing.escalate_overdue()
    said = case.reports.get().message
    assert said is not None
    actions.hide_message(access_of(sam, group), said.public_id, why=why())
    page, sent = f"/groups/{group.public_id}/moderation/messages/{said.public_id}/", {"act": "restore", "words": WORDS}
    client.force_login(mo)
    refused = client.post(page, sent)
    assert (refused.status_code, 'value="restore"' in refused.content.decode()) == (422, False)
    assert "They alone can show it again" in client.get(page).content.decode()
    said.refresh_from_db()
    assert said.state == "hidden"
    sign_in_as_staff(client, sam)
    assert client.post(page, sent).status_code == 302
    said.refresh_from_db()
    assert said.state == "visible"


def test_case_and_message_say_who_reads_them(
    case: Case, group: Group, sam: User, mo: User, alice: User, bob: User, client: Client
) -> None:
    beside, alone = f"Those who look after {group.name}", "The people who run this site. What you do"
    page, group_note = f"/moderation/cases/{case.public_id}/", "For those who look after the group. The person"
    client.force_login(mo)
    shown = client.get(page).content.decode()
    assert (f"{beside}. What" in shown, group_note in shown) == (True, True)
    Case.objects.update(due_at=timezone.now())
    closing.escalate_overdue()
    shown = client.get(page).content.decode()
    both = "For those who look after the group, and the people who run this site."
    assert (f"{beside}, and the people who run this site." in shown, both in shown) == (True, True)
    of_owner = report(bob, group, alice)
    said = of_owner.reports.get().message
    assert said is not None
    sign_in_as_staff(client, sam)
    page = f"/moderation/cases/{of_owner.public_id}/"
    for shown in (client.get(page).content.decode(), client.post(page, {"act": "close"}).content.decode()):
        assert (alone in shown, beside in shown, "For the people who run this site." in shown) == (True, False, True)
    of_message = client.get(f"/groups/{group.public_id}/moderation/messages/{said.public_id}/").content.decode()
    assert f"Moderators of {group.name}, and the people who run this site." in of_message
