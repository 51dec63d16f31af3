"""Times in the reader's language: `rules.clock` decides what is said, here it is said."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from apps.accounts.services.clocks import clock_format
from apps.meetings.rules.clock import Day, city_of, clocks_differ, nearness


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """Return the time on the wall of that zone, written as where the reader lives: "20:00" or "8:00 PM"."""
    return date_format(moment.astimezone(zone), clock_format())


def spoken_day(day: date) -> str:
    """Return a day without a year: "Sunday 22 November"."""
    # Translators: a day as Django's date filter writes it, with its weekday and without a year.
    return date_format(day, pgettext("day", "l j F"))


def spoken_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return day and time in full: "Sunday 22 November, 20:00"."""
    local = moment.astimezone(zone)
    return gettext("%(day)s, %(time)s") % {"day": spoken_day(local.date()), "time": clock(moment, zone)}


def heading_of(day: date, today: date) -> str:
    """Return what a day's list is called: "Today", "Tomorrow", "Tuesday 24 November"."""
    distance = (day - today).days
    if distance == 0:
        return gettext("Today")
    return gettext("Tomorrow") if distance == 1 else spoken_day(day)


def when(moment: datetime, zone: ZoneInfo, *, now: datetime | None = None) -> str:
    """Return the shortest way to say when: "In 10 minutes", "Tonight 20:00", "Tuesday 19:00", "24 November, 19:00"."""
    now = now or timezone.now()
    near = nearness(moment, now=now, zone=zone)
    time = clock(moment, zone)
    if near.day == Day.PAST:
        return gettext("Now")
    if near.minutes:
        return capitalised(in_minutes(near.minutes))
    local = moment.astimezone(zone)
    sentences = {
        Day.TONIGHT: gettext("Tonight %(time)s"),
        Day.TODAY: gettext("Today %(time)s"),
        Day.TOMORROW: gettext("Tomorrow %(time)s"),
        Day.THIS_WEEK: gettext("%(weekday)s %(time)s"),
        Day.LATER: gettext("%(day)s, %(time)s"),
    }
    # Translators: a day of the month, as Django's date filter writes it.
    day = date_format(local, pgettext("day without weekday", "j F"))
    return sentences[near.day] % {"time": time, "weekday": date_format(local, "l"), "day": day}


def soon(moment: datetime, zone: ZoneInfo, *, now: datetime | None = None) -> str:
    """Return "in 10 minutes" within the hour, "tonight" for this night's, and nothing otherwise."""
    near = nearness(moment, now=now or timezone.now(), zone=zone)
    if near.day == Day.PAST:
        return gettext("now")
    if near.minutes:
        return in_minutes(near.minutes)
    return gettext("tonight") if near.day == Day.TONIGHT else ""


def in_minutes(minutes: int) -> str:
    return ngettext("in %(count)d minute", "in %(count)d minutes", minutes) % {"count": minutes}


def their_time(moment: datetime, own: ZoneInfo, other: ZoneInfo) -> str:
    """Return "22:30 in Madrid" when the clocks there differ from one's own, else nothing."""
    if not clocks_differ(moment, own, other):
        return ""
    local, there = moment.astimezone(own), moment.astimezone(other)
    words = {"time": clock(moment, other), "city": city_of(other.key), "weekday": date_format(there, "l")}
    if there.date() != local.date():
        return gettext("%(weekday)s %(time)s in %(city)s") % words
    return gettext("%(time)s in %(city)s") % words


def length(duration: timedelta) -> str:
    """Return "45 minutes"."""
    minutes = round(duration / timedelta(minutes=1))
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def reminders(leads: Sequence[timedelta], *, by_mail: bool, at_once: bool = False) -> str:
    """Return when we still remind, the longest lead first: "We remind you an hour before, and again ten minutes before.".

    `at_once`: the moment of a longer lead has passed, and its reminder is about to leave.
    """
    moments = [*([gettext("in a moment")] if at_once else []), *map(_before, leads)]
    if not moments:
        return ""
    *first, last = moments
    if first:
        times = {"times": ", ".join(first), "last": last}
        sentence = gettext("We remind you %(times)s, and again %(last)s.") % times
    else:
        sentence = gettext("We remind you %(time)s.") % {"time": last}
    return f"{sentence} {gettext('The mail says only “You have a reminder”.')}" if by_mail else sentence


def _before(lead: timedelta) -> str:
    usual = {
        timedelta(days=1): gettext("a day before"),
        timedelta(hours=1): gettext("an hour before"),
        timedelta(minutes=10): gettext("ten minutes before"),
        timedelta(): gettext("when it begins"),
    }
    return usual.get(lead) or gettext("%(length)s before") % {"length": length(lead)}


def capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def today(zone: ZoneInfo) -> date:
    return timezone.now().astimezone(zone).date()
