"""What the site says about itself: its terms, and how it treats what people tell it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
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
    return _page(request, gettext("Terms"), site.terms, site.terms_version)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    site = site_of(request)
    return _page(request, gettext("How we treat what you tell us"), site.privacy, site.privacy_version)


def _page(request: HttpRequest, heading: str, text: str, version: int) -> HttpResponse:
    return render(request, "home/document.html", {"heading": heading, "body": rendered(text), "version": version})


def rendered(text: str) -> SafeString:
    """Return the text as HTML of headings, paragraphs, lists and emphasis alone."""
    html: str = _MARKDOWN.render(text)
    return mark_safe(html)  # noqa: S308 - without the rules above nothing of it passes unescaped
