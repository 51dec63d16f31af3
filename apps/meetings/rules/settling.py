"""When a newcomer has been there long enough to be one of the group."""

from datetime import datetime, timedelta

SETTLES_AFTER = timedelta(hours=24)
MEETINGS = 2
POSTING_DAYS = 3


def has_settled(joined_at: datetime, *, now: datetime, meetings: int, posting_days: int) -> bool:
    """Tell whether a day has passed and the person came to two meetings or wrote on three days."""
    return now - joined_at >= SETTLES_AFTER and (meetings >= MEETINGS or posting_days >= POSTING_DAYS)
