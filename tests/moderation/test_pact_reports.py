"""What one of a pact's two shows of the other's words with a report: by a tick of theirs alone, and never their own."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.erasing import erase
from apps.groups.models import Group, Membership
from apps.groups.services.access import read_access
from apps.journey.models import Pact, PactDay
from apps.journey.services.pact_course import end_pact
from apps.journey.services.pact_days import SaidOfDay, keep_day
from apps.journey.services.pact_places import Offer, keep_places
from apps.journey.services.pact_terms import Terms, accept_terms, propose_terms
from apps.moderation.models import AuditEntry, Report
from apps.moderation.services.evidence import forget_evidence
from apps.notifications.models import Notice
from tests.groups.factories import membership_of
from tests.journey.pacting import ask, have_pact, in_days
from tests.moderation.factories import close
from tests.moderation.test_views import signed_in

__all__ = ["signed_in"]

pytestmark = pytest.mark.django_db

HURTS, OWN = "numbatry", "potoroon"
SENT = {"category": "harassment", "words": "Every evening."}
TICKED = SENT | {"shows_pact": "on"}


@pytest.fixture
def pact(group: Group, bob: User, carol: User) -> Pact:
    """Carol asked; both have written today."""
    made = have_pact(carol, bob, group, aim=f"aim {HURTS}")
    keep_day(carol, made.public_id, SaidOfDay(f"pledge {HURTS}", "hard", f"note {HURTS}"))
    keep_day(bob, made.public_id, SaidOfDay(OWN, "did", OWN))
    return made


def address(group: Group, member: User, pact: Pact) -> str:
    where = reverse("moderation:report", args=[group.public_id])
    return f"{where}?member={membership_of(member, group).public_id}&pact={pact.public_id}"


def kept() -> list[tuple[str, str]]:
    return [(one["what"], one["words"]) for one in Report.objects.get().written]


def case_page(client: Client) -> str:
    case = Report.objects.get().case
    assert case is not None
    return client.get(reverse("moderation:case", args=[case.public_id])).content.decode()


def looks() -> int:
    return AuditEntry.objects.filter(code="case.read").count()


def test_a_tick_shows_what_the_other_wrote_and_each_look_is_in_the_log(
    group: Group, bob: User, carol: User, mo: User, pact: Pact, signed_in: Callable[[User], Client]
) -> None:
    his, where = signed_in(bob), address(group, carol, pact)
    assert where.replace("&", "&amp;") in his.get(reverse("journey:pact", args=[pact.public_id])).content.decode()
    page = his.get(where).content.decode()
    assert 'name="shows_pact"' in page
    assert "checked" not in page[page.index('name="shows_pact"') :].split(">")[0], "off unless they tick it"
    receipt = his.post(where, TICKED, follow=True).content.decode()
    assert "You chose to show" in receipt
    assert sorted(kept()) == [("aim", f"aim {HURTS}"), ("note", f"note {HURTS}"), ("pledge", f"pledge {HURTS}")]
    end_pact(carol, pact.public_id)
    assert not PactDay.objects.exists()
    before = looks()
    read = case_page(signed_in(mo))
    assert (read.count(HURTS), OWN in read, "do not quote" in read) == (3, False, True)
    assert looks() == before + 1


def test_without_a_tick_nobody_reads_any_of_it(
    group: Group, bob: User, carol: User, mo: User, pact: Pact, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(bob).post(address(group, carol, pact), SENT).status_code == 302
    assert kept() == []
    assert HURTS not in case_page(signed_in(mo))
    assert looks() == 0


def test_what_is_kept_is_sealed(
    group: Group, bob: User, carol: User, pact: Pact, signed_in: Callable[[User], Client]
) -> None:
    signed_in(bob).post(address(group, carol, pact), TICKED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT written, report::text FROM moderation_report report")
        sealed, row = cursor.fetchone()
    assert bytes(sealed)
    assert HURTS not in row
    assert HURTS.encode() not in bytes(sealed)


@pytest.mark.parametrize("person", ["mo", "alice"])
def test_a_tick_of_somebody_whose_pact_it_is_not_shows_nothing(
    person: str,
    group: Group,
    carol: User,
    pact: Pact,
    signed_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    client, where = signed_in(request.getfixturevalue(person)), address(group, carol, pact)
    here, absent = (client.get(one).content.decode() for one in (where, where.replace(pact.public_id, "1" * 12)))
    assert 'name="shows_pact"' not in here
    assert here.count("<label") == absent.count("<label")
    assert client.post(where, TICKED).status_code == 302
    assert kept() == []


def test_neither_an_outsider_nor_a_pact_of_another_group_leads_anywhere(
    group: Group, bob: User, carol: User, eve: User, pact: Pact, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(eve).post(address(group, carol, pact), TICKED).status_code == 404
    theirs = membership_of(eve, Membership.objects.get(user=eve).group)
    where = reverse("moderation:report", args=[group.public_id])
    client = signed_in(bob)
    assert client.post(f"{where}?member={theirs.public_id}&pact={pact.public_id}", TICKED).status_code == 404
    assert client.post(f"{where}?pact={pact.public_id}", TICKED).status_code == 404
    assert not Report.objects.exists()


def test_ended_a_second_before_the_report_arrives_all_the_same_and_says_so(
    group: Group, bob: User, carol: User, pact: Pact, signed_in: Callable[[User], Client]
) -> None:
    client, where = signed_in(bob), address(group, carol, pact)
    client.get(where)
    end_pact(carol, pact.public_id)
    receipt = client.post(where, TICKED, follow=True).content.decode()
    assert "was gone by then" in receipt
    assert "You chose to show" not in receipt
    assert (Report.objects.get().words, kept()) == (SENT["words"], [])


def test_a_mistake_keeps_the_tick_and_a_second_click_changes_nothing(
    group: Group, bob: User, carol: User, pact: Pact, signed_in: Callable[[User], Client]
) -> None:
    client, where = signed_in(bob), address(group, carol, pact)
    wrong = client.post(where, TICKED | {"category": "other", "words": ""})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "checked" in page[page.index('name="shows_pact"') :].split(">")[0]
    assert client.post(where, TICKED)["Location"] == client.post(where, TICKED)["Location"]
    assert len(kept()) == 3
    keep_day(carol, pact.public_id, SaidOfDay("Another day", "hard", f"note {HURTS}"))
    client.post(where, SENT)
    assert len(kept()) == 3, "not ticked, nothing more is shown"
    client.post(where, TICKED)
    assert kept()[3:] == [("pledge", "Another day")], "what was said since is kept, too"


def test_what_is_older_or_ones_own_is_not_shown(
    group: Group, bob: User, carol: User, pact: Pact, signed_in: Callable[[User], Client]
) -> None:
    PactDay.objects.filter(member__user=carol).update(day=timezone.localdate() - timedelta(days=7))
    terms = propose_terms(bob, pact.public_id, Terms(f"Mine {OWN}", [0], in_days(40)), today=timezone.localdate())
    where = address(group, carol, pact)
    signed_in(bob).post(where, TICKED)
    assert kept() == [("aim", f"aim {HURTS}")]
    Report.objects.all().delete()
    accept_terms(carol, pact.public_id, terms.public_id)
    assert 'name="shows_pact"' not in signed_in(bob).get(where).content.decode(), "nothing of hers is left to show"
    propose_terms(carol, pact.public_id, Terms(f"Hers {HURTS}", [0], in_days(40)), today=timezone.localdate())
    signed_in(bob).post(where, TICKED)
    assert kept() == [("terms", f"Hers {HURTS}")]


def test_a_newcomer_who_was_asked_reports_what_the_question_says(
    group: Group, mo: User, bob: User, signed_in: Callable[[User], Client]
) -> None:
    Membership.objects.filter(user=bob).update(settled_at=None)
    pact = ask(mo, bob, group, aim=HURTS)
    assert signed_in(bob).post(address(group, mo, pact), TICKED).status_code == 302
    assert kept() == [("aim", HURTS)]


def test_the_reported_learns_nothing(
    group: Group, bob: User, carol: User, mo: User, pact: Pact, signed_in: Callable[[User], Client]
) -> None:
    hers = signed_in(carol)
    before = hers.get(reverse("journey:pact", args=[pact.public_id])).content.decode()
    told = Notice.objects.filter(user=carol).count()
    signed_in(bob).post(address(group, carol, pact), TICKED)
    case_page(signed_in(mo))
    assert Notice.objects.filter(user=carol).count() == told
    after = signed_in(carol).get(reverse("journey:pact", args=[pact.public_id])).content.decode()
    assert after[after.find("<h1") : after.find("<form")] == before[before.find("<h1") : before.find("<form")]
    hers_in_log = AuditEntry.objects.filter(target=membership_of(carol, group).public_id)
    assert (looks(), hers_in_log.count()) == (1, 0), "her export holds the lines about her"


def test_it_goes_with_the_evidence(
    group: Group, bob: User, carol: User, mo: User, pact: Pact, signed_in: Callable[[User], Client]
) -> None:
    signed_in(bob).post(address(group, carol, pact), {"category": "harassment", "shows_pact": "on"})
    forget_evidence(now=timezone.now() + timedelta(days=900))
    assert len(kept()) == 3, "an open report keeps it"
    close(mo, Report.objects.get())
    forget_evidence(now=timezone.now() + timedelta(days=900))
    assert kept() == []


@pytest.mark.parametrize("is_closed", [True, False])
def test_whoever_is_erased_leaves_none_of_it_but_in_an_open_report(
    is_closed: bool,
    group: Group,
    bob: User,
    carol: User,
    mo: User,
    pact: Pact,
    signed_in: Callable[[User], Client],
) -> None:
    signed_in(bob).post(address(group, carol, pact), TICKED)
    if is_closed:
        close(mo, Report.objects.get())
    erase(carol.pk, takes_words=True)
    assert len(kept()) == (0 if is_closed else 3)


def test_an_offer_is_kept_as_the_group_read_it_and_is_no_secret(
    group: Group, bob: User, carol: User, mo: User, signed_in: Callable[[User], Client]
) -> None:
    keep_places(read_access(carol, group), Offer(2, 1, HURTS))
    where = f"{reverse('moderation:report', args=[group.public_id])}?member={membership_of(carol, group).public_id}"
    where += "&about=offer"
    client = signed_in(bob)
    assert (
        where.replace("&", "&amp;") in client.get(reverse("journey:mentors", args=[group.public_id])).content.decode()
    )
    assert HURTS in client.get(where).content.decode()
    client.post(where, SENT)
    keep_places(read_access(carol, group), Offer(2))
    assert kept() == [("offer", HURTS)]
    read = case_page(signed_in(mo))
    assert (HURTS in read, "do not quote" in read) == (True, False)
    assert looks() == 0
