"""Where a site checks its helplines."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from apps.care.models import Helpline
from tests.accounts.factories import make_user
from tests.accounts.second_factor import sign_in_as_staff

pytestmark = pytest.mark.django_db


def test_administrator_adds_a_line_and_the_page_shows_it(client: Client) -> None:
    sign_in_as_staff(client, make_user("root", is_staff=True, is_superuser=True))
    line = {
        "country": "GB",
        "name": "A line of our own",
        "purpose": "listening",
        "phone": "0808 157 0142",
        "position": "1",
        "source_url": "https://example.org/",
        "verified_on": "2026-11-23",
        "is_checked_by_person": "on",
    }
    assert client.post(reverse("admin:care_helpline_add"), line).status_code == 302
    assert Helpline.objects.get(name="A line of our own").verified_on == date(2026, 11, 23)
    assert 'href="tel:08081570142"' in client.get(reverse("care:help") + "?country=GB").content.decode()


@pytest.mark.parametrize("changes", [{"country": "gbr"}, {"country": "gb"}, {"phone": ""}, {"name": "a\0b"}])
def test_line_that_cannot_be_used_is_refused_in_words(client: Client, changes: dict[str, str]) -> None:
    sign_in_as_staff(client, make_user("root", is_staff=True, is_superuser=True))
    line = {
        "country": "GB",
        "name": "A line",
        "purpose": "listening",
        "phone": "1",
        "position": "1",
        "source_url": "https://example.org/",
        "verified_on": "2026-11-23",
    }
    response = client.post(reverse("admin:care_helpline_add"), line | changes)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
