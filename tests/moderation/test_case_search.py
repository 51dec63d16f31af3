"""Cases of the whole site are found by what stands on their outside, by site safety staff alone."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.models import Group
from apps.groups.permissions import Role
from apps.moderation.models import AuditEntry, Case, Report
from apps.moderation.services import case_search, hands
from apps.moderation.services.case_search import Wanted, search_cases
from apps.moderation.services.cases import Finding, open_case
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff
from tests.groups.factories import make_group, make_membership, membership_of

pytestmark = pytest.mark.django_db

ADDRESS = "/moderation/cases/"


def report_of(group: Group, user: User, category: str, *, reporter: User | None = None) -> Case:
    member = membership_of(user, group)
    by = membership_of(reporter, group).pk if reporter else None
    finding = Finding("message", category, f"m{Case.objects.count():011}", about=member, words="Said in confidence")
    return open_case(group, finding, reporter_id=by)


def numbers(staff: User, **wanted: str) -> set[str]:
    return {row.case.public_id for row in search_cases(staff, Wanted(**wanted))[0]}


def test_cases_are_found_by_state_category_group_age_holder_and_number(
    group: Group, alice: User, mo: User, sam: User, bob: User, carol: User
) -> None:
    other = make_group("Elsewhere")
    make_membership(alice, other, "Egret", Role.MODERATOR)
    make_membership(bob, other, "Bittern")
    waiting, held = report_of(group, bob, "self_harm"), report_of(group, carol, "selling")
    mine, closed = report_of(group, alice, "private"), report_of(other, bob, "harassment")
    hands.claim(mo.pk, held.public_id)
    Case.objects.filter(pk=mine.pk).update(staff_hands=sam, hands_until=timezone.now() + timedelta(hours=1))
    Case.objects.filter(pk=closed.pk).update(state="done", opened_at=timezone.now() - timedelta(days=8))
    Case.objects.filter(pk=waiting.pk).update(due_at=timezone.now(), hands_until=timezone.now())
    receipt = Report.objects.get(case=held).public_id
    for wanted, found in [
        ({}, {waiting, held, mine, closed}),
        ({"state": "waiting"}, {waiting}),
        ({"state": "in_hand"}, {held, mine}),
        ({"state": "done"}, {closed}),
        ({"state": "closed"}, set()),
        ({"category": "selling"}, {held}),
        ({"group": other.public_id}, {closed}),
        ({"group": group.public_id, "category": "harassment"}, set()),
        ({"age": "late"}, {waiting}),
        ({"age": "week"}, {closed}),
        ({"age": "month"}, set()),
        ({"holder": "nobody"}, {waiting}),
        ({"holder": "me"}, {mine}),
        ({"holder": "staff"}, {mine}),
        ({"holder": "group"}, {held}),
        ({"holder": membership_of(mo, group).public_id}, {held}),
        ({"holder": membership_of(alice, group).public_id}, set()),
        ({"number": closed.public_id}, {closed}),
        ({"number": receipt}, {held}),
        ({"number": "z" * 12}, set()),
    ]:
        assert numbers(sam, **wanted) == {case.public_id for case in found}, wanted


def test_whoever_is_party_to_a_case_does_not_find_it(group: Group, sam: User, bob: User, carol: User) -> None:
    make_membership(sam, group, "Sandpiper")
    about_sam, by_sam = report_of(group, sam, "private"), report_of(group, bob, "private", reporter=sam)
    other = report_of(group, carol, "private")
    assert numbers(sam) == {other.public_id}
    assert not numbers(sam, number=by_sam.public_id)
    elsewhere = make_user("sue", is_staff=True, is_safety_staff=True)
    assert numbers(elsewhere) == {about_sam.public_id, by_sam.public_id, other.public_id}


def test_pages_follow_one_another_without_a_gap_or_a_repeat(
    group: Group, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_search, "PAGE", 2)
    moment = timezone.now()
    cases = [Case(group=group, subject="group", category="other", opened_at=moment, due_at=moment) for _ in range(5)]
    Case.objects.bulk_create(cases)
    seen: list[str] = []
    after, has_more = "", True
    while has_more:
        found, has_more = search_cases(sam, Wanted(category="other"), after=after)
        seen += [row.case.public_id for row in found]
        after = seen[-1]
    assert seen == [case.public_id for case in reversed(cases)]
    assert [row.case.public_id for row in search_cases(sam, Wanted(), after="not there")[0]] == seen[:2]


def test_the_list_of_groups_goes_on_and_keeps_the_one_chosen(
    client: Client, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_search, "MOST_GROUPS", 2)
    groups = [make_group(name) for name in ("Dusk", "Ash", "Birch", "Cedar")]
    moment = timezone.now()
    cases = [Case(group=one, subject="group", category="other", opened_at=moment, due_at=moment) for one in groups]
    Case.objects.bulk_create(cases)
    sign_in_as_staff(client, sam)
    first = client.get(ADDRESS).context["form"]
    assert [name for _id, name in first.fields["group"].choices[1:]] == ["Ash", "Birch"]
    chosen = {"groups_after": first.further_groups, "group": groups[1].public_id}
    second = client.get(ADDRESS, chosen).context["form"]
    assert [name for _id, name in second.fields["group"].choices[1:]] == ["Ash", "Cedar", "Dusk"]
    assert second.further_groups == ""
    assert second.is_valid()


def test_page_shows_the_outside_and_leads_to_what_one_may_open(
    client: Client, group: Group, mo: User, sam: User, bob: User, carol: User
) -> None:
    theirs, ours = report_of(group, bob, "harassment"), report_of(group, carol, "selling")
    Case.objects.filter(pk=ours.pk).update(escalated_at=timezone.now())
    sign_in_as_staff(client, sam)
    page = client.get(ADDRESS).content.decode()
    assert f'href="{reverse("moderation:case", args=[ours.public_id])}"' in page
    assert f'href="{reverse("moderation:case", args=[theirs.public_id])}"' not in page
    assert theirs.public_id in page
    assert not any(word in page for word in ("Said in confidence", "Bramble", "Clover"))
    assert not AuditEntry.objects.filter(code="case.read").exists()
    assert client.get(reverse("moderation:case", args=[theirs.public_id])).status_code == 404


def test_only_codes_and_ids_of_what_was_sent_get_into_the_address(
    client: Client, group: Group, mo: User, sam: User, bob: User
) -> None:
    case, holder = report_of(group, bob, "harassment"), membership_of(mo, group).public_id
    sign_in_as_staff(client, sam)
    sent = {"group": group.public_id, "holder": holder, "state": "waiting", "number": f" {case.public_id} "}
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 302
    query = {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
    assert query == sent | {"number": case.public_id}
    assert client.get(answer["Location"]).status_code == 200
    for wrong in ({"number": "Bramble"}, {"category": "Bramble"}, {"holder": holder}, {"group": "\0"}):
        answer = client.post(ADDRESS, wrong)
        assert (answer.status_code, answer.has_header("Location")) == (422, False), wrong
    client.force_login(mo)
    assert [client.get(ADDRESS).status_code, client.post(ADDRESS, sent).status_code] == [404, 404]
