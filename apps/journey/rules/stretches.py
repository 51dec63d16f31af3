"""Rough stretches of time in which people at a similar point find one another. Pure.

A bound is passed some days late, by a share that was drawn once for each place: on which day somebody appears in the
next circle tells nobody when it began.
"""

from enum import StrEnum

# Of these, whoever looks is one: a circle of fewer shows nobody.
FEWEST = 3
MOST_DELAY = 25  # percent of the bound


class Stretch(StrEnum):
    """How long it has been, roughly."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEAR = "year"
    LATER = "later"


# The first day that is not in the stretch any more, before the delay.
_ENDS = {Stretch.DAYS: 14, Stretch.WEEKS: 60, Stretch.MONTHS: 180, Stretch.YEAR: 365}


def stretch_of(days: int, delay: int) -> Stretch:
    """Return the stretch of somebody after so many days, whose bounds lie `delay` percent later."""
    return next((stretch for stretch, end in _ENDS.items() if days * 100 < end * (100 + delay)), Stretch.LATER)
