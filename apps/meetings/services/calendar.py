"""A week of meetings by the reader's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.meetings.models import Format, Meeting
from apps.meetings.querysets import MeetingQuerySet
from apps.meetings.rules.clock import city_of, week_of
from apps.meetings.services import words
from apps.meetings.services.agenda import Entry, Reader, entries_of, reader_zone
from apps.meetings.services.occurrences import AHEAD

WEEK = timedelta(days=7)


class Show(StrEnum):
    """Which meetings the reader wants to see."""

    ALL = ""
    MINE = "mine"
    NEWCOMERS = "newcomers"
    VOICES = "voices"


@dataclass(frozen=True, slots=True)
class DayPage:
    """One day: its date, what it is called, and its meetings in order."""

    day: date
    heading: str
    weekday: str
    is_today: bool
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class WeekPage:
    """Seven days from `first`; `before` and `after` are first days of other weeks, or None at the end of the paper."""

    first: date
    heading: str
    city: str
    days: Sequence[DayPage]
    before: date | None
    after: date | None

    @property
    def is_empty(self) -> bool:
        return not any(day.entries for day in self.days)

    @property
    def first_door(self) -> str:
        """The one meeting whose door is the next step on this page."""
        return next((entry.id for day in self.days for entry in day.entries if entry.has_door and entry.may_answer), "")


def read_week(reader: Reader, wanted_first: date | None, show: Show) -> WeekPage:
    """Return the week from a day that the reader chose; days that are over, or too far ahead, become the nearest."""
    zone = reader_zone(reader)
    today = timezone.now().astimezone(zone).date()
    last = today + AHEAD - WEEK
    first = min(max(wanted_first or today, today), last)
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(first + WEEK, time(), zone)
    found = Meeting.objects.visible_to(reader).ahead().filter(starts_at__lt=end, ends_at__gt=start)
    entries = entries_of(_only(found.with_series(), reader, show), reader)
    return WeekPage(
        first=first,
        heading=_heading(first, today),
        city=city_of(zone.key),
        days=[_day(day, today, first, entries) for day in week_of(first)],
        before=max(first - WEEK, today) if first > today else None,
        after=min(first + WEEK, last) if first < last else None,
    )


def _only(found: MeetingQuerySet, reader: Reader, show: Show) -> MeetingQuerySet:
    if show == Show.MINE:
        return found.of_groups_of(reader) if isinstance(reader, User) else found.none()
    if show == Show.NEWCOMERS:
        return found.filter(series__is_open_to_newcomers=True)
    if show == Show.VOICES:
        return found.filter(series__format=Format.VOICE)
    return found


def _heading(first: date, today: date) -> str:
    if first == today:
        return gettext("This week")
    return gettext("The week from %(day)s") % {"day": words.spoken_day(first)}


def _day(day: date, today: date, first: date, entries: Sequence[Entry]) -> DayPage:
    # What began yesterday evening and is still under way stands on the first day.
    own = [entry for entry in entries if entry.day == day or (day == first and entry.day < first)]
    return DayPage(
        day=day,
        heading=words.heading_of(day, today),
        weekday=date_format(day, "D"),
        is_today=day == today,
        entries=own,
    )
