"""Words in which something was found, with the place marked."""

import re
from collections.abc import Iterable
from html import unescape

from django import template
from django.utils.html import format_html_join, strip_tags
from django.utils.safestring import SafeString

from apps.messaging.rules.search_terms import Term, matches_in

register = template.Library()

_LINE_ENDS = re.compile("</(?:p|li|blockquote)>|<br>")
BEFORE, AFTER = 120, 240  # Letters that are shown around the first place.


@register.filter
def marked(html: str, terms: Iterable[Term]) -> SafeString:
    """Return the text of safe HTML around what was found in it, each place in a `mark`; the text is escaped anew."""
    text = " ".join(unescape(strip_tags(_LINE_ENDS.sub(" ", html))).split())
    places = matches_in(text, terms)
    start = max(0, places[0][0] - BEFORE) if places else 0
    end = min(len(text), max(start + BEFORE + AFTER, places[0][1] if places else 0))
    pieces, at = [("…" if start else "", "")], start
    for first, last in places:
        if last <= end:
            pieces += [(text[at:first], text[first:last])]
            at = last
    pieces += [(text[at:end], ""), ("…" if end < len(text) else "", "")]
    return format_html_join("", "{}{}", ((plain, _mark(found)) for plain, found in pieces))


def _mark(found: str) -> SafeString:
    return format_html_join("", "<mark>{}</mark>", [(found,)] if found else [])
