"""Between the choices of the planning form and the rhythm that a series keeps."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.rules.recurrence import Timetable
from apps.meetings.rules.rhythm import LAST, Every, Rhythm, monthly
from apps.meetings.services.occurrences import timetable_of

REPEATS = [
    ("weekly", _("Every week")),
    ("daily", _("Every day")),
    ("monthly", _("Every month, on the same weekday (like each second Tuesday)")),
    ("monthly_last", _("Every month, on the last such weekday (like each last Thursday)")),
    ("monthly_date", _("Every month, on the same date (like the 15th)")),
    ("monthly_last_day", _("Every month, on its last day")),
    ("once", _("Just this once")),
]


def rhythm_from(repeats: str, day: date, interval: int, weekdays: Iterable[int]) -> Rhythm:
    """Return the rhythm that somebody chose; what it does not say follows from the first day."""
    return {
        "daily": Rhythm(Every.DAY, interval),
        "weekly": Rhythm(Every.WEEK, interval, tuple(sorted(set(weekdays))) or (day.weekday(),)),
        "monthly": Rhythm(Every.MONTH, interval, (day.weekday(),), nth=monthly(day).nth),
        "monthly_last": Rhythm(Every.MONTH, interval, (day.weekday(),), nth=LAST),
        "monthly_date": Rhythm(Every.MONTH, interval, month_day=day.day),
        "monthly_last_day": Rhythm(Every.MONTH, interval, month_day=LAST),
        "once": Rhythm(Every.WEEK, 1, (day.weekday(),)),
    }[repeats]


def columns_of(found: Timetable) -> dict[str, Any]:
    """Return the timetable as a series keeps it."""
    return {
        "recurrence": str(found.rhythm),
        "local_time": found.local_time,
        "duration": found.duration,
        "time_zone": found.zone.key,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "skipped_days": sorted(found.skipped),
        "extra_days": sorted(found.extra),
    }


def initial_rhythm(series: MeetingSeries) -> dict[str, Any]:
    """Return how the form stands for a series as it is."""
    rhythm = Rhythm.read(series.recurrence)
    has_own_weekdays = rhythm.every == Every.WEEK and rhythm.weekdays != (series.starts_on.weekday(),)
    return {
        "starts_on": series.starts_on,
        "repeats": "once" if series.ends_on == series.starts_on else _repeats(rhythm),
        "interval": rhythm.interval,
        "weekdays": [str(day) for day in rhythm.weekdays] if has_own_weekdays else [],
        "local_time": series.local_time,
        "time_zone": series.time_zone,
        "minutes": series.duration // timedelta(minutes=1),
        "ends_on": series.ends_on,
        "skipped_days": [day for day in sorted(series.skipped_days) if day >= asked_from()],
        "extra_days": [day for day in sorted(series.extra_days) if day >= asked_from()],
    }


def initial_from(meeting: Meeting) -> dict[str, Any]:
    """Return how the form stands for what goes on from this meeting: as its series, from its day."""
    series, day = meeting.series, meeting.occurs_on
    timetable = timetable_of(series)
    stays = {
        "skipped_days": [one for one in sorted(series.skipped_days) if one >= day],
        "extra_days": [one for one in sorted(series.extra_days) if one >= day],
    }
    next_day = next(timetable.rhythm.days(series.starts_on, day))
    if series.ends_on is None or next_day <= series.ends_on:
        return initial_rhythm(series) | stays | {"starts_on": next_day}
    # Only extra days are left.
    stays["extra_days"] = [one for one in stays["extra_days"] if one != day]
    return initial_rhythm(series) | stays | {"starts_on": day, "repeats": "once", "ends_on": None, "weekdays": []}


def earliest_from(meeting: Meeting) -> date:
    """Return the first day that is free for what goes on from this meeting: the one after the meeting before it."""
    timetable = timetable_of(meeting.series)
    before = timetable.days(date.min, meeting.occurs_on - timedelta(days=1))
    return before[-1] + timedelta(days=1) if before else timezone.now().date() - timedelta(days=1)


def asked_from() -> date:
    """Return the day from which exceptions and extra days are asked for: what is over stays as it was."""
    return timezone.now().date() - timedelta(days=1)


def _repeats(rhythm: Rhythm) -> str:
    if rhythm.every != Every.MONTH:
        return "daily" if rhythm.every == Every.DAY else "weekly"
    if rhythm.month_day is not None:
        return "monthly_last_day" if rhythm.month_day == LAST else "monthly_date"
    return "monthly_last" if rhythm.nth == LAST else "monthly"
