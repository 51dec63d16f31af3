"""How a plan and the directory are shown."""

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.accounts.countries import country_name
from apps.care.models import dialled as dialled_digits
from apps.care.rules.numbers import pieces
from apps.care.services.directory import stale_resources

register = template.Library()
register.filter("country", country_name)
register.filter("dialled", dialled_digits)


@register.filter
def callable_numbers(words: str) -> SafeString:
    """Return the words, escaped, with each telephone number as a link that calls it."""
    return format_html_join("", "{}", ((_piece(words, number),) for words, number in pieces(words)))


@register.simple_tag
def entries_want_checking() -> bool:
    """Tell whether nobody has checked an entry of the directory for too long."""
    return stale_resources(timezone.localdate()).exists()


def _piece(words: str, number: str) -> str:
    return format_html('<a href="tel:{}">{}</a>', number, words) if number else words
