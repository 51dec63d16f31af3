"""Meetings by the reader's calendar: seven days as a list, a week or a month as a table."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from apps.accounts.models import User
from apps.accounts.rules.locales import first_weekday
from apps.meetings.models import Meeting
from apps.meetings.querysets import MeetingQuerySet
from apps.meetings.rules.clock import city_of, grid_of, month_after, week_begin, week_of
from apps.meetings.services import words
from apps.meetings.services.agenda import Entry, Reader, entries_of, reader_zone
from apps.meetings.services.occurrences import AHEAD

WEEK = timedelta(days=7)
SOON = timedelta(hours=2)


class View(StrEnum):
    """How the days are laid out."""

    LIST = "list"
    WEEK = "week"
    MONTH = "month"


class Show(StrEnum):
    """Whose meetings the reader wants to see."""

    ALL = ""
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; the address of the page says it, so that it is kept from view to view."""

    view: View = View.LIST
    first: date | None = None
    show: Show = Show.ALL
    topic: str = ""
    language: str = ""
    format: str = ""
    kind: str = ""
    newcomers: bool = False
    soon: bool = False

    @property
    def is_narrowed(self) -> bool:
        return replace(self, view=View.LIST, first=None) != Wish()

    def address(self, **changes: Any) -> str:
        """Return the query of the page that differs from this one so."""
        wish = replace(self, **changes)
        asked = {
            "from": wish.first.isoformat() if wish.first else "",
            "view": "" if wish.view == View.LIST else wish.view.value,
            "show": wish.show.value,
            "topic": wish.topic,
            "language": wish.language,
            "format": wish.format,
            "kind": wish.kind,
            "newcomers": "1" if wish.newcomers else "",
            "soon": "1" if wish.soon else "",
        }
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"


@dataclass(frozen=True, slots=True)
class DayPage:
    """One day: its date, what it is called, and its meetings in order. `is_aside`: it belongs to another month."""

    day: date
    heading: str
    weekday: str
    is_today: bool
    entries: Sequence[Entry]
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """Rows of days under `heading`; `before` and `after` are addresses of other pages, or "" at the end of the paper.

    A list has one row. `otherwise` is the next meeting that fits, for a page that shows none.
    """

    heading: str
    city: str
    first: date
    rows: Sequence[Sequence[DayPage]]
    before: str
    after: str
    otherwise: Entry | None

    @property
    def days(self) -> list[DayPage]:
        return [day for row in self.rows for day in row]

    @property
    def is_empty(self) -> bool:
        return not any(day.entries for day in self.days)

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """The names of a row's days, in full and short."""
        return [(date_format(day.day, "l"), day.weekday) for day in self.rows[0]]

    @property
    def first_door(self) -> str:
        """The one meeting whose door is the next step on this page."""
        return next((entry.id for day in self.days for entry in day.entries if entry.has_door and entry.may_answer), "")


def read_calendar(reader: Reader, wish: Wish) -> CalendarPage:
    """Return the days that the reader wants to see; what is over, or too far ahead, becomes the nearest there is."""
    zone = reader_zone(reader)
    today = timezone.now().astimezone(zone).date()
    last = today + AHEAD
    chosen = min(max(wish.first or today, today), last - WEEK if wish.view == View.LIST else last)
    rows, before, after = _laid_out(wish.view, chosen, today, last, first_weekday(zone.key))
    found = _fitting(Meeting.objects.visible_to(reader).ahead(), reader, wish)
    entries = _entries_by_day(found, rows, reader, zone)
    is_empty = not any(entries.values())
    return CalendarPage(
        heading=_heading(wish.view, chosen, rows[0][0], today),
        city=city_of(zone.key),
        first=chosen,
        rows=[[_day(day, today, entries[day], _aside(wish.view, day, chosen)) for day in row] for row in rows],
        before=wish.address(first=before) if before else "",
        after=wish.address(first=after) if after else "",
        otherwise=next(iter(entries_of(found.with_series()[:1], reader)), None) if is_empty else None,
    )


type _Layout = tuple[list[list[date]], date | None, date | None]


def _laid_out(view: View, chosen: date, today: date, last: date, weekday: int) -> _Layout:
    """Return the days in rows, and a day of the page before and of the page after, if there is one."""
    if view == View.MONTH:
        rows, following = grid_of(chosen, weekday), month_after(chosen)
        first = chosen.replace(day=1)
        return rows, _if(first - timedelta(days=1), first > today), _if(following, following <= last)
    first = week_begin(chosen, weekday) if view == View.WEEK else chosen
    following = first + WEEK if view == View.WEEK else min(first + WEEK, last - WEEK)
    return (
        [week_of(first)],
        _if(max(first - WEEK, today), first > today),
        _if(following, following > chosen and following <= last),
    )


def _if(day: date, is_there: bool) -> date | None:  # noqa: FBT001 - private, and read beside its condition
    return day if is_there else None


def _fitting(found: MeetingQuerySet, reader: Reader, wish: Wish) -> MeetingQuerySet:
    if wish.show == Show.MINE:
        found = found.of_groups_of(reader) if isinstance(reader, User) else found
    if wish.topic:
        found = found.filter(series__group__topics__slug=wish.topic)
    if wish.language:
        of_group = Q(series__language="", series__group__language=wish.language)
        found = found.filter(Q(series__language=wish.language) | of_group)
    if wish.format:
        found = found.filter(series__format=wish.format)
    if wish.kind:
        found = found.filter(series__kind=wish.kind)
    if wish.newcomers:
        found = found.filter(series__is_open_to_newcomers=True)
    if wish.soon:
        found = found.filter(starts_at__lte=timezone.now() + SOON)
    return found


def _entries_by_day(
    found: MeetingQuerySet, rows: Sequence[Sequence[date]], reader: Reader, zone: ZoneInfo
) -> dict[date, list[Entry]]:
    first, end = rows[0][0], rows[-1][-1] + timedelta(days=1)
    within = found.filter(
        starts_at__lt=datetime.combine(end, time(), zone), ends_at__gt=datetime.combine(first, time(), zone)
    )
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries_of(within.with_series(), reader):
        # What began yesterday evening and is still under way stands on the first day.
        by_day[max(entry.day, first)].append(entry)
    return by_day


def _heading(view: View, chosen: date, first: date, today: date) -> str:
    if view == View.MONTH:
        # Translators: a month as Django's date filter writes it.
        return words.capitalised(date_format(chosen, pgettext("month", "F Y")))
    if view == View.WEEK and first <= today:
        return gettext("This week")
    if view == View.LIST and chosen == today:
        return gettext("The next seven days")
    return gettext("The week from %(day)s") % {"day": words.spoken_day(first)}


def _aside(view: View, day: date, chosen: date) -> bool:
    return view == View.MONTH and day.month != chosen.month


def _day(day: date, today: date, entries: Sequence[Entry], is_aside: bool) -> DayPage:  # noqa: FBT001 - as in `_if`
    return DayPage(
        day=day,
        heading=words.heading_of(day, today),
        weekday=date_format(day, "D"),
        is_today=day == today,
        entries=entries,
        is_aside=is_aside,
    )
