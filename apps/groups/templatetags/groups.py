"""Tags about groups: what one may do, what a role is called, and when something is by the reader's clock."""

from datetime import datetime

from django import template

from apps.accounts.services.clocks import has_twelve_hours
from apps.groups.forms.settings import ROLE_WORDS
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.services import duty_words

register = template.Library()


@register.filter
def can(access: GroupAccess, permission: str) -> bool:
    """Tell whether the access allows it: `{% if access|can:"hide_message" %}`.

    A misspelled permission raises; where `{% if not … %}` would swallow that, tests/groups/test_templates.py does not.
    """
    return access.can(Permission(permission))


@register.filter
def role_words(roles: list[str]) -> list[str]:
    """Return what roles are called, in the order of rank."""
    return [str(ROLE_WORDS[role]) for role in Role if role.value in roles]


@register.filter
def near_day(moment: datetime) -> str:
    """Return "Today 21:30", "Tomorrow 07:00", "Tuesday 07:30", or the date when it is further away."""
    words = duty_words.near_day_within(moment)
    return words[:1].upper() + words[1:]


register.filter("near_day_within", duty_words.near_day_within)
register.filter("clock", duty_words.clock)
register.filter("is_always", duty_words.is_always)


@register.simple_tag
def clock_hours() -> int:
    """Return how many hours the reader's clock shows: 12 or 24."""
    return 12 if has_twelve_hours() else 24
