"""Which days of the year today is. Pure."""

from calendar import isleap, monthrange
from datetime import date

LEAP_DAY = (2, 29)
ANY_YEAR = 2000  # a leap year: every day that there is lies in it


def days_of_today(today: date) -> list[tuple[int, int]]:
    """Return the days of the year, as month and day, that come today; 29 February comes on the 28th in other years."""
    own = (today.month, today.day)
    return [own, LEAP_DAY] if own == (2, 28) and not isleap(today.year) else [own]


def is_day(month: int, day: int) -> bool:
    """Tell whether there is such a day in some year."""
    return 1 <= month <= 12 and 1 <= day <= monthrange(ANY_YEAR, month)[1]
