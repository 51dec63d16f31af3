"""When somebody is reminded of a meeting. Pure: no Django in here."""

from collections.abc import Iterable
from datetime import datetime, timedelta

AT_THE_START = timedelta()
DEFAULT_LEADS = (timedelta(hours=1), timedelta(minutes=10))
LONGEST_LEAD = timedelta(days=2)
# "It begins now" is of use to somebody who can still come in quietly; after that it is a reproach.
START_IS_NEWS_FOR = timedelta(minutes=5)


def due_leads(starts_at: datetime, *, now: datetime, leads: Iterable[timedelta]) -> list[timedelta]:
    """Return the leads whose moment has come, the longest first: of a meeting that has begun the start alone, briefly."""
    remaining, chosen = starts_at - now, set(leads)
    if remaining <= AT_THE_START:
        is_news = AT_THE_START in chosen and -remaining < START_IS_NEWS_FOR
        return [AT_THE_START] if is_news else []
    return sorted((lead for lead in chosen if remaining <= lead <= LONGEST_LEAD), reverse=True)


def leads_ahead(starts_at: datetime, *, now: datetime, leads: Iterable[timedelta]) -> list[timedelta]:
    """Return the leads whose moment is still to come, the longest first."""
    return sorted((lead for lead in set(leads) if lead < starts_at - now and lead <= LONGEST_LEAD), reverse=True)


def due_lead(starts_at: datetime, *, now: datetime, leads: Iterable[timedelta]) -> timedelta | None:
    """Return the one lead to speak of now: the shortest of those due.

    Whoever answers late, and everyone after a pause of the scheduler, gets one reminder and not a row of them.
    """
    due = due_leads(starts_at, now=now, leads=leads)
    return due[-1] if due else None
