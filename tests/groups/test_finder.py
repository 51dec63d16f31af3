"""Finding a group: by words, by topic, by how it works, by language; with and without scripts."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.groups import cards
from apps.groups.models import DutyHours, Group, Topic
from apps.groups.services.rota import plan_shifts
from tests.groups.factories import make_group
from tests.groups.test_pages import signed_in


@pytest.fixture
def groups(db: None) -> dict[str, Group]:
    sleep, _made = Topic.objects.get_or_create(
        slug="sleep", defaults={"name": "Awake at night", "summary": "", "area": "Mental health"}
    )
    drinking, _made = Topic.objects.get_or_create(
        slug="drinking", defaults={"name": "Drinking", "summary": "Stopping, cutting down, starting again"}
    )
    found = {
        "night": make_group(
            "Awake at this hour", purpose="For anyone who cannot sleep and should not be alone with it.", has_voice=True
        ),
        "evening": make_group(
            "One evening at a time", purpose="For people who want to stop, or think they might.", joining="request"
        ),
        "noche": make_group("Una noche más", purpose="Para quienes lloran a alguien.", language="es"),
        "hidden": make_group("Hidden sleepers", is_listed=False),
        "closed": make_group("Closed sleepers", state="archived"),
        "invited": make_group("Invited sleepers", joining="invitation"),
    }
    found["night"].topics.add(sleep)
    found["evening"].topics.add(drinking)
    return found


def found_by(query: str, client: Client | None = None) -> set[str]:
    answer = (client or Client()).get(f"/groups/{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    names = Group.objects.values_list("name", flat=True)
    return {name for name in names if f">{name}</a>" in page}


NIGHT, EVENING, NOCHE = "Awake at this hour", "One evening at a time", "Una noche más"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {NIGHT, EVENING, NOCHE}),
        ("?q=&topic=&language=&joining=", {NIGHT, EVENING, NOCHE}),
        ("?q=cannot+sleep", {NIGHT}),
        ("?q=sleeping", {NIGHT}),
        ("?q=slee", {NIGHT}),
        ("?q=AWAKE", {NIGHT}),
        ("?q=drinking", {EVENING}),
        ("?q=llorar", {NOCHE}),
        ("?q=noche", {NOCHE}),
        ("?q=sleep+zebra", {NIGHT}),
        ("?q=zebra", set()),
        ("?topic=sleep", {NIGHT}),
        ("?topic=sleep&topic=drinking", {NIGHT, EVENING}),
        ("?language=es", {NOCHE}),
        ("?joining=request", {EVENING}),
        ("?joining=open&joining=request", {NIGHT, EVENING, NOCHE}),
        ("?format=voice", {NIGHT}),
        ("?format=chat&format=voice", {NIGHT}),
        ("?q=people&joining=open", set()),
        ("?page=99", {NIGHT, EVENING, NOCHE}),
        ("?page=x&topic=unknown&language=xx", {NIGHT, EVENING, NOCHE}),
    ],
)
def test_groups_that_fit_are_found(groups: dict[str, Group], query: str, expected: set[str]) -> None:
    assert found_by(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?q=%ED%A0%80",
        "?q=" + "x" * 2000,
        "?q=%27%29%3B--",
        "?q=%26%7C%21%3A*()",
        "?q=%3Cscript%3E",
        "?topic=%00",
        "?page=%00",
        "?q=" + "a+" * 60,
    ],
)
def test_odd_input_is_answered_in_words(groups: dict[str, Group], query: str) -> None:
    answer = Client().get(f"/groups/{query}")

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>" not in page
    assert ("That is too much at once" in page) == (len(query) > 110)


def test_nothing_found_says_what_to_do(groups: dict[str, Group]) -> None:
    page = Client().get("/groups/?q=zebra").content.decode()

    assert "No group fits all of that" in page
    assert "Show all groups" in page


def test_what_was_looked_for_stays_in_the_form(groups: dict[str, Group]) -> None:
    page = Client().get("/groups/?q=%22sleep%22&topic=sleep").content.decode()

    assert 'value="&quot;sleep&quot;"' in page
    assert page.count("checked") == 1


def test_what_narrows_is_one_line_to_clear_and_the_groups_come_first(groups: dict[str, Group]) -> None:
    page = Client().get("/groups/?q=sleep&topic=sleep&format=voice&language=xx").content.decode()

    line = page.partition('<p class="row row--tight chosen">')[2].partition("</p>")[0]
    assert "Voices, Awake at night" in line
    assert 'href="/groups/?q=sleep"' in line
    assert '<details class="fold fold--desk-open">' in page
    assert "chosen" not in Client().get("/groups/?q=sleep").content.decode()


def test_scripts_get_the_list_alone(groups: dict[str, Group]) -> None:
    fragment = Client().get("/groups/?q=sleep", headers={"HX-Request": "true"}).content.decode()

    assert NIGHT in fragment
    assert "<html" not in fragment
    assert fragment.strip().startswith("<section")


def test_a_card_says_who_is_on_duty(groups: dict[str, Group]) -> None:
    for weekday in range(7):
        DutyHours.objects.create(group=groups["night"], weekday=weekday, starts_at="00:00", ends_at="00:00")
    plan_shifts()

    assert "Somebody is here at any hour" in Client().get("/groups/").content.decode()


def test_other_apps_add_lines_to_cards_and_parts_to_pages(
    groups: dict[str, Group], monkeypatch: pytest.MonkeyPatch
) -> None:
    night = groups["night"]
    monkeypatch.setattr(cards, "_card_lines", [lambda found, viewer: {night.pk: ("Next meeting", "Tonight 02:30")}])
    part = cards.Part("groups/_agreement.html", {"points": ["A part of the page"]})
    monkeypatch.setattr(cards, "_page_parts", [lambda group, access: None, lambda group, access: part])

    assert Client().get("/groups/").content.decode().count("Tonight 02:30") == 1
    page = Client().get(f"/groups/{night.public_id}/").content.decode()
    assert "Tonight 02:30" in page


def test_topics_speak_the_readers_language_where_the_catalogue_does(groups: dict[str, Group], nia: User) -> None:
    assert "Awake at night" in signed_in(nia).get("/groups/").content.decode()
