"""The terms and the privacy page: there from the first start, and nothing in them but words."""

import pytest
from django.test import Client

from apps.accounts.models import SiteSettings
from apps.home.documents import rendered

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "words"), [("/terms/", "not a crisis service"), ("/privacy/", "Who can read it")])
def test_a_new_site_has_texts_to_start_from(client: Client, path: str, words: str) -> None:
    page = client.get(path).content.decode()
    assert words in page
    assert "Version 1" in page


def test_there_is_one_row_after_migrating() -> None:
    assert SiteSettings.objects.get().pk == 1


def test_both_documents_stand_in_the_footer(client: Client) -> None:
    page = client.get("/terms/").content.decode()
    footer = page[page.index("<footer") :]
    assert 'href="/terms/"' in footer
    assert 'href="/privacy/"' in footer


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        "<https://evil.example>",
        "&lt;script&gt;",
    ],
)
def test_nothing_but_words_and_their_order_passes(text: str) -> None:
    body = rendered(text)
    for telling in ("<script", "<img", "<a", "href="):
        assert telling not in body


def test_headings_lists_and_emphasis_pass() -> None:
    assert rendered("## One\n\n- **two**") == "<h2>One</h2>\n<ul>\n<li><strong>two</strong></li>\n</ul>\n"
