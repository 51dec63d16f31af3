"""The set of quiet answers, where a page offers it."""

from typing import Any

from django import template

from apps.messaging.services.presenting import quiet_answers

register = template.Library()


@register.simple_tag
def all_quiet_answers() -> list[dict[str, Any]]:
    """Return every kind of quiet answer, in the order in which they are shown."""
    return quiet_answers()
