"""What the site says about itself: its terms, and how it treats what people tell it."""

from functools import cache
from pathlib import Path

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from apps.accounts.context_processors import site_of

# Headings, lists and emphasis: no HTML, no pictures, no links to other sites.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "link", "autolink", "html_block", "html_inline", "code", "fence", "reference"]
)


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    site = site_of(request)
    return _page(request, gettext("Terms"), in_own_language("terms", site.terms), site.terms_version)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    site = site_of(request)
    text = in_own_language("privacy", site.privacy)
    return _page(request, gettext("How we treat what you tell us"), text, site.privacy_version)


def _page(request: HttpRequest, heading: str, text: str, version: int) -> HttpResponse:
    return render(request, "home/document.html", {"heading": heading, "body": rendered(text), "version": version})


def in_own_language(name: str, text: str) -> str:
    """Return the reader's translation of a text that stands as it came; a text that the site wrote stays as written."""
    brought = _starting_texts(name)
    # The administration's form writes other line ends and no last one.
    is_as_it_came = text.split() == brought[""].split()
    return brought.get(get_language() or "", text) if is_as_it_came else text


@cache
def _starting_texts(name: str) -> dict[str, str]:
    """Return what the installation brought by language; "" is the one that the database starts with."""
    folder = Path(apps.get_app_config("accounts").path) / "texts"
    return {file.stem.partition(".")[2]: file.read_text(encoding="utf-8") for file in folder.glob(f"{name}*.md")}


def rendered(text: str) -> SafeString:
    """Return the text as HTML of headings, paragraphs, lists and emphasis alone."""
    html: str = _MARKDOWN.render(text)
    return mark_safe(html)  # noqa: S308 - without the rules above nothing of it passes unescaped
