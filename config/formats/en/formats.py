"""Dates in English as the pages write them: the day first; the clock by 12 or 24 hours, as where the reader lives."""

from apps.accounts.services.clocks import ByClock

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = ByClock("j F Y, H:i")
TIME_FORMAT = ByClock("H:i")
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = ByClock("j M Y, H:i")
MONTH_DAY_FORMAT = "j F"
FIRST_DAY_OF_WEEK = 1
