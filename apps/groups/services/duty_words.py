"""Who is there and what holds meanwhile, in words by the reader's clock: the same for pages and for sockets."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from apps.accounts.services.clocks import clock_format
from apps.groups.permissions import State
from apps.groups.rules.duty import Duty

ALWAYS = timedelta(days=1)


def near_day_within(moment: datetime) -> str:
    """Return "today 21:30", "tomorrow 07:00", "Tuesday 07:30" as it stands within a sentence, or the date."""
    local = timezone.localtime(moment)
    days = (local.date() - timezone.localdate()).days
    if days in {0, 1}:
        return (gettext("today %(time)s") if days == 0 else gettext("tomorrow %(time)s")) % {"time": clock(moment)}
    day = date_format(local, "l") if 0 < days < 7 else date_format(local, "DATE_FORMAT")
    return gettext("%(day)s %(time)s") % {"day": day, "time": clock(moment)}


def clock(moment: datetime) -> str:
    """Return the time by the reader's clock."""
    return date_format(timezone.localtime(moment), clock_format())


def is_always(duty: Duty) -> bool:
    """Tell whether somebody is there now and for more than a day to come."""
    return duty.until is not None and duty.until - timezone.now() > ALWAYS


def room_words(duty: Duty, unattended: State | None, alias: str = "") -> str:
    """Return what a room says of who is there now, or nothing where the group promised nothing.

    `alias` is of somebody on duty who lets the group see it.
    """
    if duty.until is not None:
        return _here(duty, duty.until, alias)
    if unattended is None:
        return ""
    again = (
        gettext("Somebody is here again %(when)s.") % {"when": near_day_within(duty.next_from)}
        if duty.next_from
        else ""
    )
    return f"{_MEANWHILE[unattended]()} {again}".strip()


def _here(duty: Duty, until: datetime, alias: str) -> str:
    about = {"alias": alias, "time": clock(until)}
    if is_always(duty):
        return gettext("%(alias)s is here now") % about if alias else gettext("Somebody is here at any hour")
    return (
        gettext("%(alias)s is here now, until %(time)s") if alias else gettext("Somebody is here now, until %(time)s")
    ) % about


_MEANWHILE = {
    State.STRICTER: lambda: gettext("Nobody is on duty now. The room is open, at a calmer pace."),
    State.HELD: lambda: gettext("Nobody is on duty now. What members write is shown when somebody has looked at it."),
    State.READ_ONLY: lambda: gettext("Nobody is on duty now. Members can read, and write when somebody is here."),
    State.CLOSED: lambda: gettext("Nobody is on duty now. The room rests until somebody is here."),
}
