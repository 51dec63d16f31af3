"""Tags about groups: what one may do, what a role is called, and when something is by the reader's clock."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from apps.accounts.rules.locales import time_format
from apps.groups.forms.settings import ROLE_WORDS
from apps.groups.permissions import GroupAccess, Permission, Role
from apps.groups.rules.duty import Duty

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
    words = near_day_within(moment)
    return words[:1].upper() + words[1:]


@register.filter
def near_day_within(moment: datetime) -> str:
    """Return the same as it stands within a sentence: "today 21:30"; weekdays as the language writes them."""
    local = timezone.localtime(moment)
    days = (local.date() - timezone.localdate()).days
    clock = date_format(local, time_format(str(timezone.get_current_timezone())))
    if days in {0, 1}:
        return (gettext("today %(time)s") if days == 0 else gettext("tomorrow %(time)s")) % {"time": clock}
    day = date_format(local, "l") if 0 < days < 7 else date_format(local, "DATE_FORMAT")
    return gettext("%(day)s %(time)s") % {"day": day, "time": clock}


@register.filter
def clock(moment: datetime) -> str:
    """Return the time by the reader's clock."""
    return date_format(timezone.localtime(moment), time_format(str(timezone.get_current_timezone())))


@register.filter
def is_always(duty: Duty) -> bool:
    """Tell whether somebody is there now and for more than a day to come."""
    return duty.until is not None and duty.until - timezone.now() > timedelta(days=1)
