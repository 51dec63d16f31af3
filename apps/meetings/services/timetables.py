"""Series in words, for whoever plans them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from apps.meetings.models import MeetingSeries
from apps.meetings.rules.clock import city_of
from apps.meetings.rules.recurrence import is_monthly, weekdays_of
from apps.meetings.services import words


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series: when it meets, by its own clock, and whether that goes on."""

    id: str
    title: str
    rhythm: str
    is_over: bool


def lines_of(series: Iterable[MeetingSeries]) -> list[SeriesLine]:
    """Return the series in words, those that go on first."""
    today = timezone.now().date()
    lines = [SeriesLine(one.public_id, one.title, rhythm_of(one), _is_over(one, today)) for one in series]
    return sorted(lines, key=lambda line: line.is_over)


def rhythm_of(series: MeetingSeries) -> str:
    """Return "Sundays 20:00 in London", "The last Tuesday of each month, 19:00 in New York" or one day."""
    time = date_format(datetime.combine(series.starts_on, series.local_time), pgettext("time of day", "H:i"))
    names = [str(WEEKDAYS[day]) for day in weekdays_of(series.recurrence)]
    told = {"days": ", ".join(names), "time": time, "city": city_of(series.time_zone)}
    if series.ends_on == series.starts_on:
        return gettext("%(day)s, %(time)s in %(city)s") % (told | {"day": words.spoken_day(series.starts_on)})
    if not is_monthly(series.recurrence):
        return gettext("Every week on %(days)s, %(time)s in %(city)s") % told
    return _nth(series.recurrence.rpartition("=")[2][:-2]) % told


def _nth(nth: str) -> str:
    return {
        "1": gettext("The first %(days)s of each month, %(time)s in %(city)s"),
        "2": gettext("The second %(days)s of each month, %(time)s in %(city)s"),
        "3": gettext("The third %(days)s of each month, %(time)s in %(city)s"),
        "4": gettext("The fourth %(days)s of each month, %(time)s in %(city)s"),
        "-1": gettext("The last %(days)s of each month, %(time)s in %(city)s"),
    }[nth]


def _is_over(series: MeetingSeries, today: date) -> bool:
    return series.ends_on is not None and series.ends_on < today - timedelta(days=1)
