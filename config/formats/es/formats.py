"""Dates in Spanish as Django writes them; the clock by 12 or 24 hours, as where the reader lives."""

from django.conf.locale.es import formats  # type: ignore[import-untyped]  # Django types no formats

from apps.accounts.services.clocks import ByClock

DATETIME_FORMAT = ByClock(formats.DATETIME_FORMAT)
TIME_FORMAT = ByClock(formats.TIME_FORMAT)
SHORT_DATETIME_FORMAT = ByClock(formats.SHORT_DATETIME_FORMAT)
