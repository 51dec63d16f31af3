"""Pacts: asked for, kept by two, and ended without a word about why; what is in them nobody else can read."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.erasing import erase
from apps.core.errors import DomainError, NotFound
from apps.groups.errors import Muted
from apps.groups.models import EndKind, Group, Membership
from apps.groups.services.access import read_access
from apps.groups.services.blocking import block_member
from apps.groups.services.memberships import end_membership, suspend_membership
from apps.journey.errors import AskedLately, AsksMany, HoldsNoMore, OffersNothing
from apps.journey.models import Pact, PactDay, PactPlaces, PactSide
from apps.journey.services.company import call_for_company
from apps.journey.services.pact_asking import accept_pact, let_be
from apps.journey.services.pact_course import end_pact
from apps.journey.services.pact_days import SaidOfDay, keep_day
from apps.journey.services.pact_places import Offer, keep_places
from apps.journey.services.pact_rounds import end_old
from apps.journey.services.pacts import find_pact
from apps.messaging.errors import TakesNoDirect
from apps.notifications.models import Notice
from tests.accounts.factories import make_user
from tests.at_once import at_once
from tests.groups.factories import make_membership, membership_of
from tests.journey.pacting import BOTH_AGREE, ask, have_pact, in_days

pytestmark = pytest.mark.django_db

CANARY = "quokkazine"
TOKEN = re.compile(r"value=\"\w{64}\"")


def page_of(user: User, address: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    text = answer.content.decode()
    return answer.status_code, TOKEN.sub("", text[text.find("<h1") : text.find("</main")])


def told(user: User) -> list[str]:
    return sorted(Notice.objects.filter(user=user, kind__startswith="pact_").values_list("kind", flat=True))


OWN = {"starts_at": "19:00", "ends_at": "22:00", "agrees_to_nudges": "on"}


def test_asking_takes_a_day_to_look_at_it_again_and_hours_of_ones_own(
    client: Client, group: Group, bob: User, carol: User
) -> None:
    asking = reverse("journey:pact_ask", args=[group.public_id, membership_of(carol, group).public_id])
    client.force_login(bob)
    assert asking in client.get(reverse("groups:members", args=[group.public_id])).content.decode()
    wish: dict[str, Any] = {"aim": "Walk", "days": [0, 3], "review_on": in_days(28).isoformat()}
    wrongs: list[dict[str, Any]] = [
        {"review_on": in_days(2).isoformat()},
        {"ends_at": "19:00"},
        {"days": []},
        {"aim": ""},
    ]
    for wrong in wrongs:
        assert client.post(asking, wish | OWN | wrong).status_code == 422
    assert client.post(asking, wish | OWN).status_code == 302
    where = reverse("journey:pact", args=[Pact.objects.get().public_id])
    assert client.get(asking).headers["Location"] == where, "asked once is asked"
    assert "Monday, Thursday" in page_of(bob, where)[1]
    assert "They can say yes within a week" in page_of(bob, where)[1]


def test_from_a_yes_to_an_evening_that_both_read(group: Group, bob: User, carol: User) -> None:
    pact = ask(bob, carol, group)
    where, answer = (reverse(name, args=[pact.public_id]) for name in ("journey:pact", "journey:pact_answer"))
    client = Client()
    client.force_login(carol)
    assert where in client.get("/").content.decode()
    assert "Bramble" not in str(Notice.objects.get(user=carol).details)
    assert "Bramble asks you for a pact" in client.get(where).content.decode()
    assert where not in client.get("/").content.decode(), "once read it waits in the journey"
    assert client.post(where, {"pledge": "Early"}).status_code == 404, "nothing is said before both have"
    assert client.post(answer, {"act": "yes", "starts_at": "x"}).status_code == 422
    assert client.post(answer, {"act": "yes"} | OWN).headers["Location"] == where
    assert told(bob) == ["pact_accepted"]
    assert client.post(where, {}).status_code == 422
    assert client.post(where, {"pledge": "A walk", "note": "Perhaps"}).status_code == 302
    assert client.post(where, {"pledge": "A walk", "how": "hard", "note": "A long one"}).status_code == 302
    read = page_of(bob, where)[1]
    assert (PactDay.objects.count(), "It was hard" in read, "A long one" in read) == (1, True, True)
    for page in ("/journey/", "/journey/people/"):
        assert "Clover" in page_of(bob, page)[1], "a slip leads there"
    client.post(reverse("journey:pact_ending", args=[pact.public_id]))
    assert (Pact.objects.count(), PactDay.objects.count(), PactSide.objects.count()) == (0, 0, 0)
    assert (told(bob), told(carol)) == (["pact_ended"], [])


def test_what_is_in_it_only_the_two_read_and_no_copy_of_the_database(
    group: Group, bob: User, carol: User, mo: User, eve: User
) -> None:
    pact = have_pact(bob, carol, group, aim=f"No {CANARY}")
    keep_day(bob, pact.public_id, SaidOfDay(CANARY, "hard", CANARY))
    where, nothing = (reverse("journey:pact", args=[one]) for one in (pact.public_id, "1" * 12))
    for stranger in (mo, eve):
        assert page_of(stranger, where) == page_of(stranger, nothing)
    seen = page_of(mo, reverse("moderation:member", args=[group.public_id, membership_of(bob, group).public_id]))[1]
    assert "A pact: Clover" in seen
    assert CANARY not in seen
    for model in (Pact, PactDay, PactSide):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # names of ours
            rows = cursor.fetchall()
        shown = b" ".join(bytes(part) if isinstance(part, memoryview) else str(part).encode() for part in rows[0])
        assert CANARY.encode() not in shown


def test_whoever_is_let_be_reads_the_same_as_whoever_waits(group: Group, bob: User, carol: User, mo: User) -> None:
    pact = ask(bob, carol, group)
    where = reverse("journey:pact", args=[pact.public_id])
    waiting, overview = page_of(bob, where), page_of(bob, "/journey/")
    let_be(carol, pact.public_id)
    assert (page_of(bob, where), page_of(bob, "/journey/")) == (waiting, overview)
    assert page_of(carol, where)[0] == 404
    assert told(bob) == told(carol) == []
    with pytest.raises(NotFound):
        accept_pact(carol, pact.public_id, BOTH_AGREE)
    assert ask(bob, carol, group) == pact, "asked again it is the same"
    assert ask(bob, mo, group) != pact
    Pact.objects.update(asked_at=timezone.now() - timedelta(days=7))
    assert [page_of(bob, reverse("journey:pact", args=[one.public_id]))[0] for one in Pact.objects.all()] == [404, 404]
    for other in (carol, mo):
        with pytest.raises(AskedLately):
            ask(bob, other, group)
    assert ask(carol, bob, group).asker == membership_of(carol, group), "who let it be may ask themself"
    end_old(now=timezone.now() + timedelta(days=31))
    assert not Pact.objects.exists()


LEAVINGS: dict[str, Callable[[User, User, Group], object]] = {
    "ends": lambda bob, carol, group: end_pact(bob, Pact.objects.get().public_id),
    "blocks": lambda bob, carol, group: block_member(read_access(bob, group), membership_of(carol, group)),
    "left": lambda bob, carol, group: end_membership(membership_of(bob, group), EndKind.LEFT),
    "removed": lambda bob, carol, group: end_membership(membership_of(bob, group), EndKind.REMOVED),
    "suspended": lambda bob, carol, group: suspend_membership(
        membership_of(bob, group), timezone.now() + timedelta(days=1)
    ),
    "erased": lambda bob, carol, group: erase(bob.pk, takes_words=True),
}


@pytest.mark.parametrize(("why", "is_asker"), [(why, place % 2 == 0) for place, why in enumerate(LEAVINGS)])
def test_every_end_is_the_same_end(why: str, is_asker: bool, group: Group, bob: User, carol: User) -> None:
    pact = have_pact(bob, carol, group) if is_asker else have_pact(carol, bob, group)
    keep_day(bob, pact.public_id, SaidOfDay("A word"))
    Notice.objects.all().delete()
    LEAVINGS[why](bob, carol, group)
    assert not Pact.objects.exists()
    assert not PactDay.objects.exists()
    [notice] = Notice.objects.filter(kind="pact_ended")
    assert (notice.user, notice.details) == (carol, {"group": group.name, "pact": pact.public_id})
    with pytest.raises(NotFound):
        find_pact(carol, pact.public_id)


@pytest.mark.parametrize("why", ["blocks", "left", "suspended"])
def test_a_question_waits_on_whatever_the_asked_did_and_is_gone_when_the_asker_goes(
    why: str, group: Group, bob: User, carol: User
) -> None:
    where = reverse("journey:pact", args=[ask(carol, bob, group).public_id])
    waiting = page_of(carol, where)
    LEAVINGS[why](bob, carol, group)
    assert page_of(carol, where) == waiting
    assert told(bob) == told(carol) == []
    Pact.objects.all().delete()
    if why == "blocks":
        with pytest.raises(TakesNoDirect):
            ask(carol, bob, group)
        return
    Membership.objects.update(ended_at=None, suspended_until=None, end_kind="")
    ask(bob, carol, group)
    LEAVINGS[why](bob, carol, group)
    assert not Pact.objects.exists()
    assert told(carol) == []


def test_nobody_can_be_asked_beyond_what_they_hold(group: Group, alice: User, bob: User, carol: User, mo: User) -> None:
    keep_places(read_access(carol, group), Offer(pacts=1))
    pact = ask(bob, carol, group)
    for kind, error in (("pact", HoldsNoMore), ("mentoring", OffersNothing)):
        with pytest.raises(error):
            ask(mo, carol, group, kind=kind)
    let_be(carol, pact.public_id)
    have_pact(carol, mo, group)
    with pytest.raises(HoldsNoMore):
        ask(alice, carol, group)
    others = [make_user(f"m{number}") for number in range(3)]
    for other, alias in zip(others, ("Fern", "Sorrel", "Vetch"), strict=True):
        make_membership(other, group, alias)
    for other in others[:2]:
        ask(bob, other, group)
    with pytest.raises(AsksMany):
        ask(bob, others[2], group)
    client = Client()
    client.force_login(alice)
    full = client.get(reverse("journey:pact_ask", args=[group.public_id, membership_of(carol, group).public_id]))
    assert (full.status_code, "That says nothing about you" in full.content.decode()) == (409, True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_for_the_last_place_one_gets_it(group: Group, bob: User, carol: User, mo: User) -> None:
    keep_places(read_access(carol, group), Offer(pacts=1))

    def try_to_ask(user: User) -> bool:
        try:
            ask(user, carol, group)
        except HoldsNoMore:
            return False
        return True

    assert sorted(at_once(lambda: try_to_ask(bob), lambda: try_to_ask(mo))) == [False, True]
    pact = Pact.objects.get()
    # A yes and a block at once: whichever is first, nothing stands between the two afterwards.
    asker = pact.asker.user

    def accept() -> None:
        with suppress(DomainError):
            accept_pact(carol, pact.public_id, BOTH_AGREE)

    at_once(accept, lambda: block_member(read_access(asker, group), membership_of(carol, group)))
    assert not Pact.objects.exists()


def test_mentors_offer_themselves_and_are_asked_one_sidedly(
    client: Client, group: Group, bob: User, carol: User, mo: User
) -> None:
    client.force_login(carol)
    places = reverse("journey:pact_places", args=[group.public_id])
    assert client.post(places, {"pacts": "2", "mentees": "1"}).status_code == 422, "a sentence belongs to it"
    assert client.post(places, {"pacts": "2", "mentees": "1", "offer": "Ten years on"}).status_code == 302
    keep_places(read_access(mo, group), Offer(2, 3, "I listen"))
    listed = page_of(bob, reverse("journey:mentors", args=[group.public_id]))[1]
    assert listed.index("Clover") < listed.index("Saltmarsh")
    assert "Ten years on" in listed
    block_member(read_access(mo, group), membership_of(bob, group))
    assert "Saltmarsh" not in page_of(bob, reverse("journey:mentors", args=[group.public_id]))[1]
    asking = reverse("journey:mentor_ask", args=[group.public_id, membership_of(carol, group).public_id])
    assert "Ten years on" in page_of(bob, asking)[1]
    pact = have_pact(bob, carol, group, kind="mentoring")
    keep_day(bob, pact.public_id, SaidOfDay("A walk", "did"))
    where = reverse("journey:pact", args=[pact.public_id])
    read = client.get(where).content.decode()
    assert ("A walk" in read, "My day" in read) == (True, False)
    assert client.post(where, {"pledge": "Me too"}).status_code == 404, "a mentor reads"
    assert PactSide.objects.get(member__user=carol).missed_at is None
    client.post(places, {"pacts": "2", "mentees": "0", "offer": "Ten years on"})
    assert PactPlaces.objects.get(member__user=carol).offer == ""
    assert "Clover" not in page_of(bob, reverse("journey:mentors", args=[group.public_id]))[1]
    assert find_pact(bob, pact.public_id).is_on, "what stands stays"


def test_company_reaches_whoever_has_a_pact_then(client: Client, group: Group, bob: User, carol: User) -> None:
    client.force_login(bob)
    client.post("/journey/company/circle/", {"has_partners": "on"})
    assert call_for_company(bob).asked.count() == 0
    client.post("/journey/company/", {"act": "end"})
    have_pact(bob, carol, group)
    assert [one.member.alias for one in call_for_company(bob).asked.all()] == ["Clover"]


def test_whoever_is_muted_hears_why_and_today_asks_once(client: Client, group: Group, bob: User, carol: User) -> None:
    pact = have_pact(bob, carol, group)
    client.force_login(bob)
    assert "Say a word" in client.get("/").content.decode()
    keep_day(bob, pact.public_id, SaidOfDay("A walk", "did"))
    assert "Say a word" not in client.get("/").content.decode()
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(Muted):
        keep_day(bob, pact.public_id, SaidOfDay("Another"))
