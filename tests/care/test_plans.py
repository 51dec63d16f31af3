"""A safety plan: written part by part without losing a word, and read by nobody but who wrote it."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.accounts.models import SiteSettings, User
from apps.accounts.services.packing import pack
from apps.care.models import SafetyPlan
from apps.care.models.plans import LONGEST_PART
from apps.care.rules.plans import NAMES, PARTS, mark_of
from apps.care.services.plans import keep_part, plan_of, words_in
from apps.core.errors import NotFound
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff

PLAN, COPY, REMOVAL = reverse("plan:plan"), reverse("plan:copy"), reverse("plan:removal")
CANARY = "numbatquoll"
OWN_PAGES = (PLAN, COPY, *(reverse("plan:part", args=[name]) for name in NAMES))

pytestmark = pytest.mark.django_db


def write(user: User, words: str = CANARY, *names: str) -> None:
    for name in names or NAMES:
        keep_part(user, name, words, drawn_from=mark_of(words_in(plan_of(user), name)))


def mark_on(page: bytes) -> str:
    found = re.search(rb'name="drawn_from" value="(\w+)"', page)
    assert found
    return found[1].decode()


def test_a_plan_is_written_part_by_part_in_any_order_without_script(client: Client, nia: User) -> None:
    client.force_login(nia)
    empty = client.get(PLAN).content.decode()
    assert all(part.asks.replace("’", "&#x27;") in empty or part.asks in empty for part in PARTS)
    assert "Keep it on this device" not in empty, "there is nothing to keep"
    where = reverse("plan:part", args=["people"])
    page = client.get(where)
    told = {"words": "My sister, 020 7946 0018\r\n<b>Joan</b>", "drawn_from": mark_on(page.content)}
    assert client.post(where, told | {"on": "on"}).headers["Location"] == reverse("plan:part", args=["professionals"])
    assert client.post(where, told | {"words": told["words"] + "\n"}).headers["Location"] == PLAN, "the same once more"
    page_now = client.get(PLAN).content.decode()
    assert '<a href="tel:02079460018">020 7946 0018</a>\n&lt;b&gt;Joan&lt;/b&gt;' in page_now
    assert "Keep it on this device" in page_now
    last = reverse("plan:part", args=["reasons"])
    told = {"words": "The dog", "drawn_from": mark_of(""), "on": "on"}
    assert client.post(last, told).headers["Location"] == PLAN, "after the last part comes the plan"

    client.post(last, {"words": " ", "drawn_from": mark_of("The dog")})
    assert SafetyPlan.objects.exists()
    client.post(where, {"words": "", "drawn_from": mark_on(client.get(where).content)})
    assert not SafetyPlan.objects.exists(), "with its last word the plan is gone"
    assert client.get(reverse("plan:part", args=["nothing"])).status_code == 404


def test_of_two_windows_neither_loses_a_word(client: Client, nia: User) -> None:
    client.force_login(nia)
    where = reverse("plan:part", args=["signs"])
    first = second = mark_on(client.get(where).content)
    client.post(where, {"words": "I lie awake", "drawn_from": first})
    refused = client.post(where, {"words": "I stop eating", "drawn_from": second})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "I lie awake" in page, "what stands there"
    assert "I stop eating</textarea>" in page, "what was typed"
    assert words_in(plan_of(nia), "signs") == "I lie awake"
    both = {"words": "I lie awake\nI stop eating", "drawn_from": mark_on(refused.content)}
    assert client.post(where, both).headers["Location"] == PLAN
    assert words_in(plan_of(nia), "signs") == both["words"]


def test_what_is_kept_while_somebody_writes_carries_on_from_itself(client: Client, nia: User) -> None:
    client.force_login(nia)
    where, programs = reverse("plan:part", args=["alone"]), {"Accept": "application/json"}
    kept = client.post(where, {"words": "A hot", "drawn_from": mark_of("")}, headers=programs)
    assert kept.json() == {"drawn_from": mark_of("A hot")}
    assert client.post(where, {"words": "A hot shower", **kept.json()}, headers=programs).status_code == 200
    late = client.post(where, {"words": "Music", **kept.json()}, headers=programs)
    assert (late.status_code, late.json()["code"]) == (409, "changed_elsewhere")
    assert words_in(plan_of(nia), "alone") == "A hot shower"


@pytest.mark.parametrize("words", ["x" * (LONGEST_PART + 1), "a\0b"])
def test_what_cannot_be_kept_stays_where_it_was_typed(client: Client, nia: User, words: str) -> None:
    client.force_login(nia)
    answer = client.post(reverse("plan:part", args=["alone"]), {"words": words, "drawn_from": mark_of("")})
    assert answer.status_code == 422
    assert words[:2000] in answer.content.decode()
    assert not SafetyPlan.objects.exists()
    with pytest.raises(NotFound):
        keep_part(nia, "pk", "words", drawn_from=mark_of(""))


def test_nobody_else_gets_anything_of_it_staff_included(bob: User, eve: User, sam: User) -> None:
    write(bob)
    visitor = Client()
    for page in OWN_PAGES:
        answer = visitor.get(page)
        assert (answer.status_code, CANARY in answer.content.decode()) == (302, False)
    for other in (eve, sam):
        client = Client()
        (sign_in_as_staff if other.is_staff else Client.force_login)(client, other)
        for page in OWN_PAGES:
            assert CANARY not in client.get(page).content.decode()
        client.post(REMOVAL)
        client.post(OWN_PAGES[-1], {"words": "", "drawn_from": mark_of(CANARY)})
    assert all(words_in(plan_of(bob), name) == CANARY for name in NAMES)
    assert SafetyPlan not in admin.site._registry, "no administration opens it"


def test_a_copy_of_the_database_tells_nothing(nia: User) -> None:
    write(nia)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{SafetyPlan._meta.db_table}"')  # a name of ours
        [row] = cursor.fetchall()
    shown = b" ".join(bytes(part) if isinstance(part, memoryview) else str(part).encode() for part in row)
    assert CANARY.encode() not in shown
    # What is sealed for one part does not open as another, nor in another person's plan.
    SafetyPlan.objects.filter(user=nia).update(alone=SafetyPlan.objects.values("signs")[:1])
    with pytest.raises(Exception, match="not sealed for this place"):
        words_in(plan_of(nia), "alone")


def test_it_is_taken_along_and_goes_with_its_person_alone(client: Client, nia: User) -> None:
    other = make_user("other")
    for user in (nia, other):
        write(user)
    with ZipFile(BytesIO(pack(nia, lambda *_: None))) as packed:
        told = json.dumps([packed.read(name).decode() for name in packed.namelist() if name.endswith("json")])
    assert told.count(CANARY) == len(NAMES)
    client.force_login(nia)
    assert client.post(REMOVAL).headers["Location"] == PLAN
    assert plan_of(nia) is None
    write(nia)
    nia.delete()
    assert SafetyPlan.objects.get().user == other


def test_new_terms_do_not_stand_before_what_one_wrote(client: Client) -> None:
    lee = make_user("lee")
    write(lee)
    SiteSettings.objects.update_or_create(pk=1, defaults={"terms_version": 99})
    client.force_login(lee)
    assert CANARY in client.get(PLAN).content.decode()
    assert client.get(OWN_PAGES[-1]).headers["Location"].startswith("/me/consent/")


def test_the_copy_for_a_device_leads_nowhere_into_the_account(client: Client, nia: User) -> None:
    write(nia)
    client.force_login(nia)
    page = client.get(COPY).content.decode()
    assert CANARY in page
    assert "data-kept" in page
    assert "csrf" not in page
    assert nia.email not in page
    links = set(re.findall(r'href="(/[^"]*)"', page))
    assert all(link.startswith(("/help/", "/static/")) or link == "/" for link in links), links
    assert "data-kept" not in client.get(PLAN).content.decode().split("<body")[0]


@pytest.mark.parametrize(("is_discreet", "title"), [(False, "Plan"), (True, "Page")])
def test_a_plan_is_called_something_neutral_where_a_name_is_seen(client: Client, is_discreet: bool, title: str) -> None:
    lee = make_user("lee", is_discreet=is_discreet)
    write(lee, "The dog", "reasons")
    client.force_login(lee)
    for page in (PLAN, COPY, OWN_PAGES[-1]):
        assert f"<title>{title}</title>" in client.get(page).content.decode()
    assert ("safety" in client.get(PLAN).content.decode().split("<main")[1].split("</h1>")[0]) is not is_discreet


def test_helplines_of_the_persons_country_stand_beside_it(client: Client) -> None:
    lee = make_user("lee", country="FR")
    write(lee, "The dog", "reasons")
    client.force_login(lee)
    for page in (PLAN, COPY):
        assert 'href="tel:3114"' in client.get(page).content.decode()
    User.objects.update(country="AQ")
    assert "112 reaches" in client.get(PLAN).content.decode()


def test_every_part_has_its_sealed_column() -> None:
    columns = {field.name for field in apps.get_model("care.SafetyPlan")._meta.concrete_fields}
    assert columns == {"id", "user", "changed_at", *NAMES}
