"""Whoever writes of being in danger in a pact is offered somebody to talk to: they alone, once, and nothing else happens."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.groups.models import Group
from apps.journey.models import Pact, PactDay
from apps.moderation.models import Concern, Report
from apps.notifications.models import Notice
from tests.groups.factories import membership_of
from tests.journey.pacting import have_pact, in_days

pytestmark = pytest.mark.django_db

HARD = "I don't want to be here anymore."
OFFER = "What you wrote sounds very hard to carry. It is kept as you wrote it, for the two of you"
WAYS = ('href="/help/"', 'href="/help/#ground"', reverse("plan:plan"), reverse("journey:company"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(client: Client, address: str, words: dict[str, Any]) -> str:
    """Return the page that comes after what was sent."""
    answer = client.post(address, words, follow=True)
    assert (answer.redirect_chain[-1][1], answer.status_code) == (302, 200)
    return answer.content.decode()


@pytest.fixture
def pact(group: Group, bob: User, carol: User) -> Pact:
    made = have_pact(bob, carol, group)
    Notice.objects.all().delete()
    return made


@pytest.mark.parametrize("said", [{"pledge": HARD}, {"pledge": "A walk", "how": "hard", "note": HARD}])
def test_author_of_a_day_meets_it_once_and_the_other_one_never(
    said: dict[str, str], pact: Pact, bob: User, carol: User
) -> None:
    where, his, hers = reverse("journey:pact", args=[pact.public_id]), signed_in(bob), signed_in(carol)
    page = sent(his, where, said)
    assert (OFFER in page, "You two can read it." in page) == (True, True)
    assert all(way in page.split(OFFER)[1].split("Not now")[0] for way in WAYS)
    assert f'href="{where}" data-company-close' in page
    assert HARD in (kept := PactDay.objects.get()).pledge + kept.note
    assert OFFER not in his.get(where).content.decode(), "once is enough"
    assert OFFER not in hers.get(where).content.decode()
    assert not any(model.objects.exists() for model in (Notice, Report, Concern))


def test_only_new_words_are_looked_at(pact: Pact, bob: User) -> None:
    where, his = reverse("journey:pact", args=[pact.public_id]), signed_in(bob)
    assert OFFER not in sent(his, where, {"pledge": "My feet are killing me.", "note": "I want to sleep"})
    assert OFFER in sent(his, where, {"pledge": HARD})
    assert OFFER not in sent(his, where, {"pledge": HARD, "how": "hard"}), "it stood there before"
    assert his.post(where, {"pledge": HARD * 99}).status_code == 422
    assert OFFER not in his.get(where).content.decode(), "nothing was kept"


def test_what_it_is_for_and_other_terms_are_heard_as_well(group: Group, bob: User, carol: User) -> None:
    asking = reverse("journey:pact_ask", args=[group.public_id, membership_of(carol, group).public_id])
    wish: dict[str, Any] = {"days": [0, 3], "review_on": in_days(28).isoformat()}
    wish |= {"starts_at": "19:00", "ends_at": "22:00"}
    his, hers = signed_in(bob), signed_in(carol)
    assert OFFER in sent(his, asking, wish | {"aim": HARD})
    pact = Pact.objects.get()
    where = reverse("journey:pact", args=[pact.public_id])
    assert HARD.replace("'", "&#x27;") in (read := hers.get(where).content.decode())
    assert OFFER not in read
    hers.post(reverse("journey:pact_answer", args=[pact.public_id]), {"act": "yes"} | wish)

    other = {f"terms-{name}": value for name, value in wish.items()} | {"terms-review_on": in_days(40).isoformat()}
    terms = reverse("journey:pact_terms", args=[pact.public_id])
    assert OFFER in sent(hers, terms, other | {"terms-aim": "I have no reason to live."})
    assert OFFER not in his.get(where).content.decode()


def test_it_is_said_in_ones_language_and_discreetly(pact: Pact, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(language="es", is_discreet=True)
    page = sent(signed_in(bob), reverse("journey:pact", args=[pact.public_id]), {"pledge": "Ya no quiero vivir."})
    offer = page.split("Lo que escribiste suena muy difícil de llevar. Queda tal como lo escribiste")[1]
    assert "Mi plan</a>" in offer.split("Ahora no")[0]
    assert "seguridad" not in offer.split("Ahora no")[0]
