"""Other terms for a pact: proposed by either, and nothing changes until both agreed."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.groups.errors import Muted
from apps.groups.models import Group, Membership
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.journey.errors import ProposedAlready, ProposedLately, Rests, TermsChanged, TooSoon
from apps.journey.models import Pact, PactSide, PactTerms
from apps.journey.services.pact_course import end_pact, pause_pact, set_own_part
from apps.journey.services.pact_rounds import end_old
from apps.journey.services.pact_telling import REVIEW, TERMS, still_so
from apps.journey.services.pact_terms import Terms, accept_terms, keep_as_it_is, propose_terms
from apps.notifications.models import Notice
from apps.notifications.rules.kinds import Way
from tests.groups.factories import membership_of
from tests.journey.pacting import BOTH_AGREE, have_pact, in_days

pytestmark = pytest.mark.django_db

CANARY = "bilbytune"


@pytest.fixture
def pact(group: Group, bob: User, carol: User) -> Pact:
    made = have_pact(bob, carol, group)
    Notice.objects.all().delete()
    return made


def propose(user: User, pact: Pact, aim: str = "Walk", days: int = 40) -> PactTerms:
    terms = Terms(aim, [5, 0], in_days(days), time(20), time(21))
    return propose_terms(user, pact.public_id, terms, today=timezone.localdate())


def what_holds(pact: Pact) -> tuple[Any, ...]:
    held = Pact.objects.get(pk=pact.pk)
    return held.aim, held.days, held.review_on, *PactSide.objects.order_by("pk").values_list("starts_at", "ends_at")


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_on_its_page_one_proposes_and_the_other_says_yes(pact: Pact, bob: User, carol: User) -> None:
    before = what_holds(pact)
    where, terms, answer = (
        reverse(f"journey:{name}", args=[pact.public_id]) for name in ("pact", "pact_terms", "pact_terms_answer")
    )
    his, hers = Client(), Client()
    his.force_login(bob)
    hers.force_login(carol)
    assert "Propose something else" in his.get(where).content.decode()
    wish = {"terms-aim": f"A walk, {CANARY}", "terms-days": [0], "terms-review_on": in_days(40).isoformat()}
    wish |= {"terms-starts_at": "20:00", "terms-ends_at": "21:00"}
    refused = his.post(terms, wish | {"terms-review_on": in_days(3).isoformat()})
    assert (refused.status_code, CANARY in refused.content.decode()) == (422, True), "what was typed stays"
    assert his.post(terms, wish).headers["Location"] == where
    assert what_holds(pact) == before, "nothing changes before both agreed"
    assert "You have proposed something else" in his.get(where).content.decode()
    [notice] = Notice.objects.all()
    assert (notice.user, notice.kind, CANARY in str(notice.details)) == (carol, TERMS, False)
    assert "Something else is proposed for a pact" in hers.get("/").content.decode()
    read = hers.get(where).content.decode()
    assert ("Bramble proposes something else" in read, CANARY in read) == (True, True)
    proposed = PactTerms.objects.get()
    for _again in range(2):
        assert hers.post(answer, {"act": "yes", "terms": proposed.public_id}).headers["Location"] == where
    asked_after, *others = what_holds(pact)[:3], *what_holds(pact)[3:]
    assert asked_after == (f"A walk, {CANARY}", [0], in_days(40))
    assert others == [(time(20), time(21)), before[4]], "the other one's hours stay theirs"
    assert {side.awaited_on.weekday() for side in PactSide.objects.all() if side.awaited_on} == {0}
    assert told(bob) == ["pact_terms_answered"]
    assert PactTerms.objects.get().aim == "", "answered, its words stand in the pact alone"


def test_kept_as_it_is_or_taken_back_nothing_changes_and_nobody_is_pressed(pact: Pact, bob: User, carol: User) -> None:
    before = what_holds(pact)
    first = propose(bob, pact)
    for user in (bob, carol):
        with pytest.raises(ProposedAlready):
            propose(user, pact)
    with pytest.raises(TermsChanged):
        accept_terms(bob, pact.public_id, first.public_id)
    keep_as_it_is(carol, pact.public_id, first.public_id)
    assert (told(bob), told(carol)) == (["pact_terms_answered"], [])
    client = Client()
    client.force_login(bob)
    assert (
        "Nothing has changed between you."
        in client.get(reverse("journey:pact", args=[pact.public_id])).content.decode()
    )
    with pytest.raises(ProposedLately):
        propose(bob, pact)
    second = propose(carol, pact)
    keep_as_it_is(carol, pact.public_id, second.public_id)
    assert "pact_terms" not in told(bob), "taken back, nothing tells of it"
    with pytest.raises(TermsChanged):
        accept_terms(bob, pact.public_id, second.public_id)
    third = propose(bob, pact)
    with pytest.raises(TermsChanged):
        accept_terms(carol, pact.public_id, second.public_id)
    assert what_holds(pact) == before
    PactTerms.objects.update(proposed_at=timezone.now() - timedelta(days=7))
    assert still_so(list(Notice.objects.filter(kind=TERMS)), Way.MAIL) == []
    with pytest.raises(TermsChanged):
        accept_terms(carol, pact.public_id, third.public_id)
    end_old()
    assert (PactTerms.objects.count(), what_holds(pact)) == (0, before)
    with pytest.raises(TooSoon):
        propose(bob, pact, days=6)


ENDINGS: dict[str, Callable[[User, User, Pact], object]] = {
    "either pauses": lambda bob, carol, pact: pause_pact(carol, pact.public_id, is_paused=True),
    "the proposer pauses": lambda bob, carol, pact: pause_pact(bob, pact.public_id, is_paused=True),
    "it ends": lambda bob, carol, pact: end_pact(carol, pact.public_id),
    "a block": lambda bob, carol, pact: block_member(
        read_access(carol, pact.asker.group), membership_of(bob, pact.asker.group)
    ),
}


def test_a_pause_a_block_and_an_end_end_it_and_a_voice_is_needed(pact: Pact, bob: User, carol: User) -> None:
    proposed = propose(bob, pact)
    for why, end in ENDINGS.items():
        with transaction.atomic():
            end(bob, carol, pact)
            assert not PactTerms.objects.exists(), why
            assert TERMS not in told(carol), why
            with pytest.raises(DomainError):
                accept_terms(carol, pact.public_id, proposed.public_id)
            transaction.set_rollback(True)
    Membership.objects.filter(user=carol).update(muted_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(Muted):
        accept_terms(carol, pact.public_id, proposed.public_id)
    Membership.objects.filter(user=carol).update(muted_until=None)
    pause_pact(carol, pact.public_id, is_paused=True)
    with pytest.raises(Rests):
        propose(bob, pact)


def test_agreed_on_the_review_date_nothing_is_asked_any_more(pact: Pact, bob: User, carol: User) -> None:
    Pact.objects.update(review_on=timezone.localdate())
    PactSide.objects.update(review_told_at=timezone.now())
    Notice.objects.create(user=carol, kind=REVIEW, topic=pact.public_id)
    accept_terms(carol, pact.public_id, propose(bob, pact).public_id)
    assert not Notice.objects.filter(kind=REVIEW).exists()
    assert set(PactSide.objects.values_list("goes_on", "review_told_at")) == {(False, None)}
    set_own_part(bob, pact.public_id, BOTH_AGREE)


def test_a_mentor_proposes_without_hours_and_nobody_else_reads_it(
    group: Group, bob: User, carol: User, mo: User
) -> None:
    Membership.objects.get(user=carol, group=group)
    PactSide.objects.all().delete()
    pact = Pact.objects.create(
        kind=Pact.Kind.MENTORING,
        state=Pact.State.ON,
        asker=membership_of(bob, group),
        asked=membership_of(carol, group),
        aim="Sleep",
        days=[1],
        review_on=in_days(9),
    )
    assert propose(carol, pact, CANARY).starts_at is None
    client = Client()
    client.force_login(mo)
    seen = client.get(reverse("moderation:member", args=[group.public_id, membership_of(bob, group).public_id]))
    assert CANARY not in seen.content.decode()
    for name in ("pact", "pact_terms", "pact_terms_answer"):
        assert client.post(reverse(f"journey:{name}", args=[pact.public_id]), {"act": "yes"}).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{PactTerms._meta.db_table}"')  # a name of ours
        [row] = cursor.fetchall()
    assert CANARY.encode() not in b" ".join(
        bytes(part) if isinstance(part, memoryview) else str(part).encode() for part in row
    )
