"""Professional support: found by anybody without a trace, written down by those who run the site."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.care.models import Resource
from apps.groups.models import Topic
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff

PUBLIC, STAFF = reverse("care:professionals"), reverse("directory:entries")

pytestmark = pytest.mark.django_db


def make_resource(name: str, **fields: Any) -> Resource:
    given = {
        "country": "GB",
        "ways": ["video"],
        "url": "https://example.org/",
        "source_url": "https://example.org/about",
    }
    return Resource.objects.create(name=name, **{"verified_on": timezone.localdate(), **given, **fields})


def text_of(client: Client, address: str = PUBLIC, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def found_by(client: Client, query: str) -> set[str]:
    page = text_of(client, f"{PUBLIC}?{query}")
    return {name for name in ("Anna", "Berta", "Clara", "Dora", "Emma") if f"<h3>{name}</h3>" in page}


def test_empty_directory_is_kind_and_leads_to_helplines(client: Client, bob: User, sam: User) -> None:
    page = text_of(client)
    assert "Nothing is in here yet" in page
    assert f'href="{reverse("care:help")}"' in page
    assert STAFF not in page
    sign_in_as_staff(client, sam)
    assert reverse("directory:entry_new") in text_of(client)


def test_anybody_finds_by_every_filter_and_leaves_no_trace(client: Client) -> None:
    topic, other = Topic.objects.order_by("pk")[:2]
    make_resource("Anna", topics=[topic.slug], languages=["en", "cy"], costs=["free"], ways=["phone"], region="Wales")
    make_resource("Berta", topics=[other.slug], languages=["es"], costs=["fee"], ways=["in_person"], region="Kent")
    make_resource("Clara", languages=["en"], costs=["fee", "insurance"])
    make_resource("Dora", country="ES", languages=["es"], topics=[other.slug])
    wanted = {
        "": {"Anna", "Berta", "Clara"},
        "country=": {"Anna", "Berta", "Clara", "Dora"},
        "country=ES": {"Dora"},
        "country=GB&region=Wales": {"Anna", "Clara"},
        f"topic={topic.slug}": {"Anna", "Clara"},
        "language=cy": {"Anna"},
        "cost=fee&way=in_person": {"Berta"},
        "cost=insurance": {"Clara"},
        "way=phone&language=en": {"Anna"},
        "way=phone&cost=fee": set(),
        # What makes no sense leaves nothing out.
        "way=%00&topic=nonsense&cost=&language=🙂&page=9999": {"Anna", "Berta", "Clara"},
    }
    assert {query: found_by(client, query) for query in wanted} == wanted
    answer = client.get(PUBLIC, {"way": "phone", "cost": "fee"}, headers={"accept-language": "en-GB"})
    assert "Nothing fits all of that" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert Session.objects.count() == 0


def test_country_is_the_persons_and_a_long_list_keeps_what_was_asked(client: Client) -> None:
    for number in range(31):
        make_resource(f"Place {number:02}", ways=["phone"])
    make_resource("Dora", country="ES")
    page = text_of(client, f"{PUBLIC}?way=phone&strange=%22")
    assert "?way=phone&amp;page=2" in page
    assert "Place 30" in text_of(client, f"{PUBLIC}?way=phone&page=2")
    client.force_login(make_user("lee", country="ES"))
    assert found_by(client, "") == {"Dora"}


def test_what_was_not_checked_for_a_year_is_marked_for_readers_and_staff(client: Client, sam: User) -> None:
    today = timezone.localdate()
    make_resource("Anna", verified_on=today - timedelta(days=363))
    assert "Nobody has checked this" not in text_of(client)
    sign_in_as_staff(client, sam)
    assert "Please look at these again" not in text_of(client, STAFF)
    old = make_resource("Berta", verified_on=today - timedelta(days=368))
    assert text_of(client).count("Nobody has checked this") == 1
    assert "to look at again" in text_of(client, reverse("moderation:announcements"))
    stale = text_of(client, STAFF).split('aria-labelledby="entries"')[0]
    assert "Berta" in stale
    assert "Anna" not in stale
    client.post(reverse("directory:entry_check", args=[old.public_id]))
    old.refresh_from_db()
    assert today - old.verified_on < timedelta(days=2)
    assert "to look at again" not in text_of(client, STAFF)


WHOLE = {
    "name": "A practice",
    "country": "ie",
    "ways": ["phone", "video"],
    "languages": "en GA en",
    "costs": ["free"],
    "phone": "0808 157 0142",
    "source_url": "example.org/register",
    "verified_on": "2020-11-20",
}


def test_staff_write_down_change_and_remove(client: Client, sam: User) -> None:
    sign_in_as_staff(client, sam)
    assert client.post(reverse("directory:entry_new"), WHOLE).status_code == 302
    one = Resource.objects.get()
    assert (one.country, one.languages, one.source_url) == ("IE", ["en", "ga"], "https://example.org/register")
    assert one.verified_on == date(2020, 11, 20)
    page = text_of(client, f"{PUBLIC}?country=IE")
    assert 'href="tel:08081570142"' in page
    assert "Last checked on 20 November 2020" in page
    address = reverse("directory:entry", args=[one.public_id])
    assert 'value="en ga"' in text_of(client, address)
    seen = {"seen": client.get(address).context["form"]["seen"].value()}
    client.post(address, WHOLE | seen | {"name": "<b>Another</b>"})
    assert "&lt;b&gt;Another&lt;/b&gt;" in text_of(client, f"{PUBLIC}?country=IE")
    client.post(reverse("directory:entry_remove", args=[one.public_id]))
    assert not Resource.objects.exists()


def test_what_cannot_be_used_is_said_beside_it_and_nothing_typed_is_lost(client: Client, sam: User) -> None:
    sign_in_as_staff(client, sam)
    too_soon = timezone.localdate() + timedelta(days=3)
    faults: list[tuple[dict[str, Any], str]] = [
        ({"country": "I1"}, "Two letters name a country"),
        ({"ways": []}, "Please choose one."),
        ({"ways": ["letter"]}, "“letter” is not known here"),
        ({"topics": ["nonsense"]}, "“nonsense” is not known here"),
        ({"languages": "english"}, "Two or three letters name a language"),
        ({"phone": ""}, "at least one way to reach them"),
        ({"source_url": "javascript:alert(1)"}, "does not look like the address of a page"),
        ({"verified_on": too_soon.isoformat()}, "That day has not come yet."),
        ({"name": "a\0b"}, "There is a sign in it that cannot be kept."),
    ]
    for changes, said in faults:
        answer = client.post(reverse("directory:entry_new"), WHOLE | changes)
        assert answer.status_code == 422, changes
        assert said in answer.content.decode(), changes
        assert "0808 157 0142" in answer.content.decode() or "phone" in changes, changes
    assert not Resource.objects.exists()


def test_looking_after_it_waits_for_the_second_factor_and_reading_does_not(client: Client, sam: User, mo: User) -> None:
    client.force_login(sam)
    assert client.get(PUBLIC).status_code == 200
    assert client.get(STAFF).status_code == 302
    assert client.get(reverse("directory:table")).status_code == 302
    client.force_login(mo)
    assert client.get(reverse("directory:table")).status_code == 404


def test_entry_that_nobody_can_reach_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_resource("Nobody", url="")


def test_questions_are_there_for_everybody(client: Client, bob: User) -> None:
    page = text_of(client, reverse("care:questions"))
    assert "who lets you work?" in page
    assert reverse("journey:summary") not in page
    client.force_login(bob)
    assert reverse("journey:summary") in text_of(client, reverse("care:questions"))
    assert PUBLIC in text_of(client, reverse("care:help"))
    assert PUBLIC in text_of(client, reverse("journey:journey"))


def test_of_two_who_change_an_entry_at_once_the_second_is_told_and_loses_nothing(client: Client, sam: User) -> None:
    sign_in_as_staff(client, sam)
    client.post(reverse("directory:entry_new"), WHOLE)
    one = Resource.objects.get()
    address = reverse("directory:entry", args=[one.public_id])
    seen = {"seen": client.get(address).context["form"]["seen"].value()}
    mine = WHOLE | seen | {"description": "Ten talks with somebody who listens."}
    assert client.post(address, WHOLE | seen | {"phone": "0808 157 0999", "costs": ["fee"]}).status_code == 302

    for again in (mine, mine | {"seen": "nothing of ours"}):
        answer = client.post(address, again)
        told = answer.content.decode()
        assert answer.status_code == 409
        assert "Somebody else has changed this entry meanwhile." in told
        assert "Ten talks with somebody who listens." in told, "what was typed still stands in the form"
    told = client.post(address, mine).content.decode()
    meanwhile = told[told.index('id="meanwhile"') : told.index("</section>", told.index('id="meanwhile"'))]
    assert "0808 157 0999" in meanwhile
    assert "Country" not in meanwhile, "what nobody changed is not told"
    one.refresh_from_db()
    assert (one.phone, one.description) == ("0808 157 0999", "")

    whole = mine | {"seen": client.post(address, mine).context["form"]["seen"].value(), "phone": "0808 157 0999"}
    assert [client.post(address, whole).status_code for _again in range(2)] == [302, 302], "twice is once"
    one.refresh_from_db()
    assert (one.phone, one.description) == ("0808 157 0999", mine["description"])
    client.post(reverse("directory:entry_remove", args=[one.public_id]))
    gone = client.post(address, whole)
    assert (gone.status_code, "Ten talks with somebody" in gone.content.decode()) == (404, True)
    assert f'action="{reverse("directory:entry_new")}"' in gone.content.decode(), "what was typed can stand there again"
