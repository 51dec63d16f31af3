"""How the time of day is written for whoever reads, by where they live."""

from django.utils import timezone

from apps.accounts.rules import locales


def clock_format() -> str:
    """Return how Django's date filter writes the reader's time of day: "H:i" or "g:i A"."""
    return locales.time_format(str(timezone.get_current_timezone()))


def has_twelve_hours() -> bool:
    """Tell whether the reader's clock begins anew at noon."""
    return locales.has_twelve_hours(str(timezone.get_current_timezone()))
