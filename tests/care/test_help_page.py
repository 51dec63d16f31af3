"""The page for a night that is too long."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import SiteSettings
from apps.care import lines
from apps.care.lines import Line, add_line
from apps.care.models import Helpline
from tests.accounts.factories import make_user

PAGE = reverse("care:help")

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str = PAGE, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_help_is_open_to_everybody(client: Client) -> None:
    page = text_of(client)
    assert "is not a crisis service" in page
    assert "<title>Help</title>" in page


@pytest.mark.parametrize(
    ("country", "language", "number"),
    [("ie", "en-US", "tel:112"), ("", "de-AT", "tel:142"), ("", "en", "tel:999"), ("US", "en-GB", "sms:988")],
)
def test_lines_are_those_of_the_country_asked_for_else_of_the_language_else_of_the_site(
    client: Client, country: str, language: str, number: str
) -> None:
    page = text_of(client, f"{PAGE}?country={country}", **{"accept-language": language})
    assert f'href="{number}"' in page


def test_own_country_comes_before_the_language(client: Client) -> None:
    client.force_login(make_user("lee", country="FR"))
    assert 'href="tel:3114"' in text_of(client, **{"accept-language": "en-GB"})


def test_where_somebodys_clock_is_comes_before_the_language_on_every_page_with_lines(client: Client) -> None:
    client.force_login(make_user("lee", time_zone="America/New_York"))
    for page in (PAGE, "/help/plan/", "/journey/people/"):
        text = text_of(client, page, **{"accept-language": "en-GB"})
        assert "988" in text, page
        assert "Samaritans" not in text, page


def test_site_says_which_country_comes_first(client: Client) -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"default_country": "NZ"})
    assert 'href="tel:1737"' in text_of(client)


def test_another_country_can_be_chosen_without_javascript(client: Client) -> None:
    page = text_of(client, f"{PAGE}?country=GB&choose")
    assert '<details class="fold" id="countries" open>' in page
    assert '<a class="chip" href="?country=IE">Ireland</a>' in page


def test_country_without_lines_says_so_and_what_to_do(client: Client) -> None:
    page = text_of(client, f"{PAGE}?country=AQ")
    assert "no checked numbers" in page
    assert "112" in page


def test_day_of_the_last_check_is_told_and_by_whom(client: Client) -> None:
    assert "Last compared with published pages on 22 November 2026" in text_of(client, f"{PAGE}?country=GB")
    Helpline.objects.filter(country="GB").update(is_checked_by_person=True, verified_on=date(2026, 12, 1))
    assert "Last checked by a person on 1 December 2026" in text_of(client, f"{PAGE}?country=GB")


@pytest.mark.parametrize("country", ["\0", "x" * 100_000, "<script>", "🙂", "%ff"])
def test_any_country_is_answered(client: Client, country: str) -> None:
    response = client.get(PAGE, {"country": country})
    assert response.status_code == 200
    assert b"<script>x" not in response.content


@pytest.mark.parametrize("language", ["\xff;q=x", "en-GB;q=nonsense", "*" * 5000])
def test_any_language_header_is_answered(client: Client, language: str) -> None:
    assert client.get(PAGE, headers={"accept-language": language}).status_code == 200


def test_nothing_on_the_page_is_loaded_from_elsewhere(client: Client) -> None:
    page = text_of(client)
    loaded = re.findall(r'(?:src|srcset)="([^"]+)"|<link[^>]+href="([^"]+)"', page)
    assert all(address.startswith("/") for pair in loaded for address in pair if address)


def test_one_ember_button_and_it_calls_the_emergency_number(client: Client) -> None:
    page = text_of(client, f"{PAGE}?country=SG")
    assert page.count("button--next") == 1
    assert 'button--next" href="tel:995"' in page


@pytest.fixture
def next_meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    def line(request: HttpRequest) -> Line:
        return Line(words="The next meeting starts in 10 minutes.", url="/meetings/", link_words="You may just listen.")

    monkeypatch.setattr(lines, "_sources", [])
    add_line(line)


def test_another_app_may_add_a_line(client: Client, next_meeting: None) -> None:
    assert "The next meeting starts in 10 minutes." in text_of(client)


def test_every_country_of_the_starting_set_has_an_emergency_number_and_a_line() -> None:
    for country in Helpline.objects.order_by().values_list("country", flat=True).distinct():
        lines = Helpline.objects.filter(country=country)
        assert lines.filter(is_emergency=True).exists(), country
        assert lines.filter(is_emergency=False).exists(), country
    assert Helpline.objects.filter(source_url="").count() == 0


def test_helpline_that_nobody_can_reach_is_refused() -> None:
    unreachable = Helpline(
        country="GB",
        name="Nobody",
        purpose="listening",
        verified_on=date(2026, 1, 1),
        source_url="https://example.org/",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        unreachable.save()


def test_worker_keeps_this_page_alone(client: Client) -> None:
    response = client.get(reverse("care:service_worker"))
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == "/"
    assert 'const PAGE = "/help/";' in response.content.decode()


@pytest.mark.parametrize("fields", [{"has_consented": False}, {"welcomed_at": None}, {"is_staff": True}])
def test_help_waits_for_no_consent_question_or_second_factor(client: Client, fields: dict[str, object]) -> None:
    client.force_login(make_user("lee", **fields))  # type: ignore[arg-type]
    assert "is not a crisis service" in text_of(client)
