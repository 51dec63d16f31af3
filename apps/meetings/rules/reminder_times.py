"""When somebody is reminded of a meeting. Pure: no Django in here."""

from collections.abc import Iterable
from datetime import datetime, timedelta

DEFAULT_LEADS = (timedelta(hours=1), timedelta(minutes=10))
LONGEST_LEAD = timedelta(days=2)


def due_leads(starts_at: datetime, *, now: datetime, leads: Iterable[timedelta]) -> list[timedelta]:
    """Return the leads whose moment has come for a meeting not yet begun, the longest first."""
    remaining = starts_at - now
    if remaining <= timedelta():
        return []
    return sorted((lead for lead in set(leads) if remaining <= lead <= LONGEST_LEAD), reverse=True)


def leads_ahead(starts_at: datetime, *, now: datetime, leads: Iterable[timedelta]) -> list[timedelta]:
    """Return the leads whose moment is still to come, the longest first."""
    return sorted((lead for lead in set(leads) if lead < starts_at - now and lead <= LONGEST_LEAD), reverse=True)


def due_lead(starts_at: datetime, *, now: datetime, leads: Iterable[timedelta]) -> timedelta | None:
    """Return the one lead to speak of now: the shortest of those due.

    Whoever answers late, and everyone after a pause of the scheduler, gets one reminder and not a row of them.
    """
    due = due_leads(starts_at, now=now, leads=leads)
    return due[-1] if due else None
