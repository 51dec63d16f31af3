"""Series in words, for whoever plans them and whoever wants to know when a group meets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from apps.accounts.services.clocks import clock_format
from apps.meetings.models import Meeting, MeetingSeries
from apps.meetings.rules.clock import city_of
from apps.meetings.rules.recurrence import Occurrence
from apps.meetings.rules.rhythm import LAST, Every, Rhythm
from apps.meetings.services import words
from apps.meetings.services.occurrences import timetable_of

PREVIEWED = 5
# The shortest month has so many days: a later date is missing in some.
IN_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series: when it meets, by its own clock, what is different about it, and whether it goes on."""

    id: str
    title: str
    rhythm: str
    more: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class AheadLine:
    """One meeting of a series for whoever plans it: when, by the series' clock, and what is its own."""

    id: str
    spoken: str
    note: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One meeting to come: by the series' clock, by the reader's where it differs, and why a clock shows another time."""

    spoken: str
    own_time: str
    is_after_gap: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a series would be like: in words, and its next dates."""

    rhythm: str
    more: str
    dates: Sequence[PlannedDate]


def lines_of(series: Iterable[MeetingSeries]) -> list[SeriesLine]:
    """Return the series in words, those that go on first."""
    today = timezone.now().date()
    lines = [
        SeriesLine(one.public_id, one.title, rhythm_of(one), more_of(one, today), _is_over(one, today))
        for one in series
    ]
    return sorted(lines, key=lambda line: line.is_over)


def ahead_of(series: MeetingSeries) -> list[AheadLine]:
    """Return the meetings that have not begun, cancelled ones too."""
    zone = ZoneInfo(series.time_zone)
    rows = series.meetings.filter(
        starts_at__gt=timezone.now(), state__in=(Meeting.State.PLANNED, Meeting.State.CANCELLED)
    )
    return [
        AheadLine(
            id=meeting.public_id,
            spoken=words.spoken_moment(meeting.starts_at, zone),
            note=_note(meeting),
            is_cancelled=meeting.state == Meeting.State.CANCELLED,
        )
        for meeting in rows.order_by("starts_at")
    ]


def preview_of(series: MeetingSeries, reader: ZoneInfo) -> Preview:
    """Return what a series, saved or not, would be like for a reader with this clock."""
    timetable = timetable_of(series)
    today = timezone.now().astimezone(timetable.zone).date()
    found = [timetable.occurrence(day) for day in timetable.next_days(max(series.starts_on, today), PREVIEWED + 1)]
    ahead = [one for one in found if one.ends_at > timezone.now()][:PREVIEWED]
    dates = [_planned_date(one, series, reader, today) for one in ahead]
    return Preview(rhythm_of(series), more_of(series, today), dates)


def rhythm_of(series: MeetingSeries) -> str:
    """Return "Every second week on Mondays and Thursdays, 19:00 in London", or one day."""
    time = date_format(datetime.combine(series.starts_on, series.local_time), clock_format())
    told = {"time": time, "city": city_of(series.time_zone)}
    if series.ends_on == series.starts_on:
        return gettext("%(day)s, %(time)s in %(city)s") % (
            told | {"day": _day(series.starts_on, timezone.now().date())}
        )
    rhythm = Rhythm.read(series.recurrence)
    spoken = {Every.DAY: _days, Every.WEEK: _weeks, Every.MONTH: _months}[rhythm.every](rhythm)
    return gettext("%(rhythm)s, %(time)s in %(city)s") % (told | {"rhythm": spoken})


def more_of(series: MeetingSeries, today: date) -> str:
    """Return when it ends and what else is different: "Until 4 March 2027. Not on Thursday 24 December."."""
    rhythm = Rhythm.read(series.recurrence)
    is_one = series.ends_on == series.starts_on
    sentences = []
    if not is_one and (rhythm.month_day or 0) > IN_EVERY_MONTH:
        sentences.append(gettext("Months without a %(date)s are left out.") % {"date": _date_of_month(rhythm)})
    if series.ends_on and not is_one:
        sentences.append(gettext("Until %(day)s.") % {"day": _day(series.ends_on, today)})
    for days, sentence in (
        (series.skipped_days, gettext("Not on %(days)s.")),
        (series.extra_days, gettext("Also on %(days)s.")),
    ):
        ahead = [_day(day, today) for day in sorted(days) if day >= today]
        if ahead:
            sentences.append(sentence % {"days": joined(ahead)})
    return " ".join(sentences)


def joined(names: Sequence[str]) -> str:
    """Return "Mondays, Tuesdays and Fridays"."""
    *first, last = names
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def _days(rhythm: Rhythm) -> str:
    if rhythm.interval == 1:
        return gettext("Every day")
    if rhythm.interval == 2:
        return gettext("Every second day")
    return ngettext("Every %(count)d day", "Every %(count)d days", rhythm.interval) % {"count": rhythm.interval}


def _weeks(rhythm: Rhythm) -> str:
    if rhythm.interval == 1 and len(rhythm.weekdays) == 7:
        return gettext("Every day")
    told = {"days": joined([_on_weekday(day) for day in rhythm.weekdays]), "count": rhythm.interval}
    if rhythm.interval == 1:
        return gettext("Every week on %(days)s") % told
    if rhythm.interval == 2:
        return gettext("Every second week on %(days)s") % told
    return ngettext("Every %(count)d week on %(days)s", "Every %(count)d weeks on %(days)s", rhythm.interval) % told


def _months(rhythm: Rhythm) -> str:
    told = {"day": _day_of_month(rhythm), "count": rhythm.interval}
    if rhythm.interval == 1:
        return gettext("%(day)s of each month") % told
    if rhythm.interval == 2:
        return gettext("%(day)s of every second month") % told
    return ngettext("%(day)s of every %(count)d month", "%(day)s of every %(count)d months", rhythm.interval) % told


def _day_of_month(rhythm: Rhythm) -> str:
    if rhythm.month_day == LAST:
        return gettext("The last day")
    if rhythm.month_day is not None:
        return gettext("On the %(date)s") % {"date": _date_of_month(rhythm)}
    weekday = WEEKDAYS[rhythm.weekdays[0]]
    sentence = {
        1: gettext("The first %(weekday)s"),
        2: gettext("The second %(weekday)s"),
        3: gettext("The third %(weekday)s"),
        4: gettext("The fourth %(weekday)s"),
        LAST: gettext("The last %(weekday)s"),
    }[rhythm.nth or LAST]
    return sentence % {"weekday": weekday}


def _date_of_month(rhythm: Rhythm) -> str:
    # Translators: a day of any month, as Django's date filter writes it; "jS" is "31st" and works in English alone.
    return date_format(date(2024, 1, rhythm.month_day or 1), pgettext("date of a month", "jS"))


def _on_weekday(day: int) -> str:
    """Return "Mondays": the weekday as it comes again and again."""
    return (
        gettext("Mondays"),
        gettext("Tuesdays"),
        gettext("Wednesdays"),
        gettext("Thursdays"),
        gettext("Fridays"),
        gettext("Saturdays"),
        gettext("Sundays"),
    )[day]


def _day(day: date, today: date) -> str:
    """Return the day with its weekday, and with its year when that is another one."""
    if day.year == today.year:
        return words.spoken_day(day)
    # Translators: a day as Django's date filter writes it, with its weekday and its year.
    return date_format(day, pgettext("day with year", "l j F Y"))


def _planned_date(one: Occurrence, series: MeetingSeries, reader: ZoneInfo, today: date) -> PlannedDate:
    zone = ZoneInfo(series.time_zone)
    local = one.starts_at.astimezone(zone)
    told = {"day": _day(local.date(), today), "time": words.clock(one.starts_at, zone)}
    return PlannedDate(
        spoken=gettext("%(day)s, %(time)s") % told,
        own_time=words.their_time(one.starts_at, zone, reader),
        is_after_gap=local.time() != series.local_time,
    )


def _note(meeting: Meeting) -> str:
    if meeting.state == Meeting.State.CANCELLED:
        return gettext("Cancelled.")
    if meeting.is_moved:
        return gettext("Has a time of its own.")
    return gettext("Has words of its own.") if meeting.own_title or meeting.own_description else ""


def _is_over(series: MeetingSeries, today: date) -> bool:
    last = timetable_of(series).last_day
    return last is not None and last < today - timedelta(days=1)
