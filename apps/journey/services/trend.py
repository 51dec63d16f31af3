"""The last four weeks of somebody's check-ins: a line, the same in words, and the same as a table."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.journey.models import CheckIn
from apps.journey.rules.trend import SPAN, Line, line_through, means_by_day, range_of
from apps.journey.services.check_ins import check_ins_of


@dataclass(frozen=True, slots=True)
class Trend:
    """`line` is there from the second day on; `check_ins` are what it is drawn from, the latest first."""

    first_day: date
    line: Line | None
    words: str
    check_ins: list[CheckIn]


def trend_of(user: User, today: date) -> Trend | None:
    """Return the last four weeks, or None where nothing was said in them."""
    found = list(check_ins_of(user).filter(felt_at__date__gt=today - SPAN, felt_at__date__lte=today))
    if not found:
        return None
    felt = [(timezone.localtime(one.felt_at).date(), int(one.feeling)) for one in reversed(found)]
    line = line_through(means_by_day(felt), today)
    return Trend(today - SPAN, line, _in_words([value for _day, value in felt]), found)


def _in_words(values: list[int]) -> str:
    said = range_of(values)
    usual = _called(said.usual)
    if said.lowest == said.highest:
        return gettext("In the last four weeks: %(usual)s.") % {"usual": usual}
    words = {"lowest": _called(said.lowest), "highest": _called(said.highest), "usual": usual}
    return gettext("In the last four weeks: from “%(lowest)s” to “%(highest)s”, most often “%(usual)s”.") % words


def _called(value: int) -> str:
    return str(CheckIn.Feeling(str(value)).label)
