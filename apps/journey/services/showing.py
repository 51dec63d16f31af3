"""A milestone as its owner reads it: days in words, and a number only if they want one."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from apps.accounts.models import User
from apps.journey.models import Milestone
from apps.journey.rules.days import Count, count_days, next_return
from apps.journey.rules.stones import Stone, stones_of
from apps.journey.services.milestones import milestones_of
from apps.journey.services.slips import Slip, slips_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One milestone: `number` and `stones` are drawn, `since` and `about` say it in words."""

    id: str
    kind: str
    name: str
    about: str
    number: int | None
    since: str
    slips: list[Slip]
    stones: list[Stone] = field(default_factory=list)


def shown_milestones(user: User, today: date) -> list[Shown]:
    """Return all of this person's milestones in words."""
    return [show(milestone, today) for milestone in milestones_of(user)]


def show(milestone: Milestone, today: date) -> Shown:
    """Return the milestone in words for somebody whose wall says `today`."""
    slips, stones = slips_of(milestone), []
    number, about, since = None, "", ""
    if milestone.kind in {Milestone.Kind.FREE, Milestone.Kind.SINCE}:
        count = count_days(milestone.day, [(slip.on, slip.until) for slip in slips], today)
        about = gettext("Since %(day)s.") % {"day": _day(milestone.day)}
        stones = stones_of(count.stretches) if milestone.kind == Milestone.Kind.FREE else []
        if milestone.shows_number:
            number, since = count.in_all, since_words(count)
    else:
        about = _return_words(milestone, today) if milestone.kind == Milestone.Kind.REMEMBRANCE else _goal(milestone)
    return Shown(milestone.public_id, milestone.kind, milestone.name, about, number, since, slips, stones)


def since_words(count: Count) -> str:
    """Return "412 days in all; 9 since.", or nothing where there was no slip."""
    if len(count.stretches) == 1:
        return ""
    all_of_them = ngettext("%(count)d day in all", "%(count)d days in all", count.in_all) % {"count": count.in_all}
    if not count.since:
        return gettext("%(days)s. They stay; today is a new day.") % {"days": all_of_them}
    return gettext("%(days)s; %(count)d since.") % {"days": all_of_them, "count": count.since}


def returns_today(milestone: Milestone, today: date) -> bool:
    """Tell whether it is a day to remember and comes back today."""
    is_day = milestone.kind == Milestone.Kind.REMEMBRANCE and milestone.day is not None
    return is_day and next_return(milestone.day, today) == today


def _return_words(milestone: Milestone, today: date) -> str:
    comes = next_return(milestone.day, today)
    distance = (comes - today).days
    if distance == 0:
        return gettext("Today.")
    if distance == 1:
        return gettext("Tomorrow.")
    words = {"day": _day(comes), "count": distance}
    return ngettext("%(count)d day from now: %(day)s.", "%(count)d days from now: %(day)s.", distance) % words


def _goal(milestone: Milestone) -> str:
    if milestone.reached_on:
        return gettext("Reached on %(day)s.") % {"day": _day(milestone.reached_on)}
    return gettext("By %(day)s, or another day.") % {"day": _day(milestone.day)} if milestone.day else ""


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
