"""How a plan is shown."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.care.rules.numbers import pieces

register = template.Library()


@register.filter
def callable_numbers(words: str) -> SafeString:
    """Return the words, escaped, with each telephone number as a link that calls it."""
    return format_html_join("", "{}", ((_piece(words, number),) for words, number in pieces(words)))


def _piece(words: str, number: str) -> str:
    return format_html('<a href="tel:{}">{}</a>', number, words) if number else words
