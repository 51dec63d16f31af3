"""Who may offer to be a mentor, and that nothing which reaches somebody unasked leads them elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.groups.errors import Muted
from apps.groups.models import Group, Membership
from apps.groups.services.access import read_access
from apps.journey.errors import LeadsElsewhere, OffersNothing, TooNewToOffer
from apps.journey.models import Pact, PactPlaces, PactTerms
from apps.journey.services.pact_places import Offer, keep_places, mentors_in
from apps.journey.services.pact_terms import Terms, propose_terms
from tests.groups.factories import membership_of
from tests.journey.pacting import ask, have_pact, in_days

pytestmark = pytest.mark.django_db

OFFER = Offer(2, 1, "Ten years on")
ELSEWHERE = ["Write to me: heron@example.org", "See https://example.org/me", "Call 07700 900123", "t.me/heron"]
TOLD = "holds no links, addresses or numbers"


def change(user: User, **fields: object) -> None:
    Membership.objects.filter(user=user).update(**fields)


def listed(user: User, group: Group) -> list[str]:
    return [one.member.alias for one in mentors_in(read_access(user, group))]


@pytest.fixture
def hers(carol: User) -> Client:
    client = Client()
    client.force_login(carol)
    return client


def test_whoever_is_new_offers_nothing_yet_and_keeps_what_they_typed(hers: Client, group: Group, carol: User) -> None:
    change(carol, settled_at=None)
    places = reverse("journey:pact_places", args=[group.public_id])
    filled = {"pacts": "2", "mentees": "1", "offer": "Ten years on"}
    refused = hers.post(places, filled)
    page = refused.content.decode()
    assert (refused.status_code, "Ten years on" in page, "After a few days" in page) == (422, True, True)
    assert not PactPlaces.objects.exists()
    with pytest.raises(TooNewToOffer):
        keep_places(read_access(carol, group), OFFER)
    assert hers.post(places, {"pacts": "1", "mentees": "0"}).status_code == 302, "how many pacts, anybody says"
    change(carol, settled_at=timezone.now())
    assert hers.post(places, filled).status_code == 302
    assert "After a few days" not in hers.get(places).content.decode()


def test_whoever_is_muted_hears_why(group: Group, carol: User) -> None:
    change(carol, muted_until=timezone.now() + timedelta(hours=1))
    with pytest.raises(Muted):
        keep_places(read_access(carol, group), OFFER)


STATES: dict[str, dict[str, Any]] = {
    "muted": {"muted_until": timezone.now() + timedelta(days=400)},
    "new": {"settled_at": None},
    "suspended": {"suspended_until": timezone.now() + timedelta(days=400)},
}


@pytest.mark.parametrize("state", STATES)
def test_an_offer_rests_while_its_member_may_not_make_it(state: str, group: Group, bob: User, carol: User) -> None:
    keep_places(read_access(carol, group), OFFER)
    before = Membership.objects.values(*STATES[state]).get(user=carol)
    assert listed(bob, group) == ["Clover"]
    change(carol, **STATES[state])
    assert listed(bob, group) == []
    if state == "muted":
        with pytest.raises(OffersNothing):
            ask(bob, carol, group, kind="mentoring")
    change(carol, **before)
    assert listed(bob, group) == ["Clover"]
    assert ask(bob, carol, group, kind="mentoring").pk


def ask_with(words: str, group: Group, bob: User, carol: User) -> object:
    return ask(bob, carol, group, aim=words)


def propose(words: str, group: Group, bob: User, carol: User) -> object:
    pact = have_pact(bob, carol, group)
    return propose_terms(bob, pact.public_id, Terms(words, [0], in_days(40)), today=timezone.localdate())


def offer(words: str, group: Group, bob: User, _carol: User) -> object:
    keep_places(read_access(bob, group), Offer(2, 1, words))
    return PactPlaces.objects.get(mentees=1)


WAYS: dict[str, Callable[[str, Group, User, User], object]] = {"asks": ask_with, "proposes": propose, "offers": offer}


@pytest.mark.parametrize("words", ELSEWHERE)
@pytest.mark.parametrize("way", WAYS)
def test_what_reaches_somebody_unasked_leads_nowhere(
    way: str, words: str, group: Group, bob: User, carol: User
) -> None:
    with pytest.raises(LeadsElsewhere):
        WAYS[way](words, group, bob, carol)
    assert not PactTerms.objects.exists()
    assert not PactPlaces.objects.exists()
    assert Pact.objects.count() == (way == "proposes")


@pytest.mark.parametrize("way", WAYS)
def test_days_and_hours_lead_nowhere(way: str, group: Group, bob: User, carol: User) -> None:
    assert WAYS[way]("Since 14.11.2025, in bed at 23:00", group, bob, carol)


def test_on_every_page_it_is_said_kindly_and_what_was_typed_stays(group: Group, bob: User, carol: User) -> None:
    client = Client()
    client.force_login(bob)
    until = in_days(40).isoformat()
    wish = {"aim": ELSEWHERE[0], "days": [0], "review_on": until, "starts_at": "19:00", "ends_at": "22:00"}
    asking = reverse("journey:pact_ask", args=[group.public_id, membership_of(carol, group).public_id])
    places = reverse("journey:pact_places", args=[group.public_id])
    sent: list[tuple[str, dict[str, Any]]] = [
        (asking, wish),
        (places, {"pacts": "2", "mentees": "1", "offer": ELSEWHERE[0]}),
    ]
    answers = [client.post(*one) for one in sent]
    pact = have_pact(bob, carol, group)
    terms = reverse("journey:pact_terms", args=[pact.public_id])
    answers.append(client.post(terms, {f"terms-{name}": value for name, value in wish.items()}))
    for answer in answers:
        page = answer.content.decode()
        assert (answer.status_code, TOLD in page, ELSEWHERE[0] in page) == (422, True, True)
