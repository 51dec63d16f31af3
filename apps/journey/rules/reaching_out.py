"""When somebody wants a word about reaching out: a whole rhythm after they last were in touch, by day. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AT = time(10)


def next_reminder(last: date, days: int, today: date, zone: ZoneInfo) -> datetime:
    """Return ten in the morning on the wall of that zone, so many days after the last; tomorrow at the earliest."""
    day = max(last + timedelta(days=days), today + timedelta(days=1))
    return datetime.combine(day, AT, zone).astimezone(UTC)
