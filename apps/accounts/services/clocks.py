"""How the time of day is written for whoever reads, by where they live."""

from django.utils import timezone

from apps.accounts.rules import locales
from apps.accounts.rules.time_zones import clock_in


def clock_format() -> str:
    """Return how Django's date filter writes the reader's time of day: "H:i" or "g:i A"."""
    return locales.time_format(str(timezone.get_current_timezone()))


def has_twelve_hours() -> bool:
    """Tell whether the reader's clock begins anew at noon."""
    return locales.has_twelve_hours(str(timezone.get_current_timezone()))


def time_there(zone: str) -> str:
    """Return what a clock on the wall shows in that zone now, written as where the reader lives."""
    return clock_in(zone, timezone.now(), has_twelve_hours=has_twelve_hours())


class ByClock(str):
    """A format of Django's with "H:i" in it, which is written by the clock of whoever reads at that moment.

    Django keeps a language's formats for good and asks for `str(format)` each time it writes a moment.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return self.replace("H:i", clock_format())
