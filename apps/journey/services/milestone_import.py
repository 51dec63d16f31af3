"""Milestones from another counter: shown first, line by line, and then kept all together or not at all."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.core.errors import DomainError, Invalid
from apps.core.wording import in_words
from apps.journey.models import Milestone
from apps.journey.models.milestones import LONGEST_NAME
from apps.journey.rules.days import EARLIEST, LATEST
from apps.journey.rules.milestone_lines import MOST_LINES, Cells, EitherWay, First, cells_in, day_of, kind_of
from apps.journey.services.milestones import Told, begin_milestone, milestones_of, require_past


@dataclass(frozen=True, slots=True)
class Reading:
    """How lines are meant: which kind where they say none, and which number of a date comes first where it is open."""

    text: str
    kind: str
    first: First | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be kept; `is_there` for one that is kept already."""

    kind: str
    told: Told
    is_there: bool = False

    @property
    def called(self) -> str:
        return str(Milestone.Kind(self.kind).label)

    @property
    def when(self) -> str:
        return date_format(self.told.day, "DATE_FORMAT") if self.told.day else ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line that needs another look, and why."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read. `mark` tells by what a page knows that what is kept is what was shown."""

    lines: list[Line]
    doubts: list[Doubt]
    mark: str

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if not line.is_there]


class _Unclear(Exception):
    """Why a line cannot be kept as it is, in words."""


def look_at(user: User, reading: Reading, today: date) -> Looked:
    """Return what the lines say to whoever keeps these milestones; nothing is kept by it."""
    present = {_same(one.kind, one.name, one.day) for one in milestones_of(user)}
    lines: list[Line] = []
    doubts: list[Doubt] = []
    for cells in _cells(reading.text, doubts):
        try:
            kind, told = _understood(cells, reading, today)
        except _Unclear as unclear:
            doubts.append(Doubt(cells.number, str(unclear)))
        else:
            same = _same(kind, told.name, told.day)
            lines.append(Line(kind, told, same in present))
            # Twice in the list is once.
            present.add(same)
    return Looked(lines, doubts, _mark_of(lines))


@transaction.atomic
def keep_all(user: User, reading: Reading, *, today: date) -> None:
    """All new ones are kept. Raises Invalid while a line is in doubt, AsManyAsFit or NotYet: then none of them is."""
    # Pressed twice, the second one finds what the first has kept.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    looked = look_at(user, reading, today)
    if looked.doubts:
        raise Invalid
    for line in looked.new:
        begin_milestone(user, line.kind, line.told, today=today)


def _cells(text: str, doubts: list[Doubt]) -> list[Cells]:
    try:
        found = cells_in(text)
    except csv.Error:
        doubts.append(Doubt(1, gettext("This cannot be taken apart into columns.")))
        return []
    if len(found) > MOST_LINES:
        doubts.append(Doubt(found[MOST_LINES].number, gettext("From here on it is more than can be read at once.")))
    return found[:MOST_LINES]


def _understood(cells: Cells, reading: Reading, today: date) -> tuple[str, Told]:
    if not cells.name:
        raise _Unclear(gettext("There is no name."))
    if len(cells.name) > LONGEST_NAME:
        raise _Unclear(gettext("The name is long. At most %(count)d letters fit.") % {"count": LONGEST_NAME})
    kind = _kind(cells.kind, reading.kind)
    told = Told(cells.name, _day(cells.day, kind, reading.first))
    try:
        require_past(kind, told, today)
    except DomainError as error:
        raise _Unclear(in_words(error)) from None
    return kind, told


def _kind(word: str, otherwise: str) -> str:
    if not word:
        return otherwise
    labels = {str(kind.label).casefold(): kind.value for kind in Milestone.Kind}
    known = labels.get(word.casefold()) or kind_of(word)
    if known is None:
        words = {"word": word, "known": ", ".join(f"“{kind.label}”" for kind in Milestone.Kind)}
        raise _Unclear(gettext("“%(word)s” is a kind that is not known here. These are: %(known)s.") % words)
    return known


def _day(words: str, kind: str, first: First | None) -> date | None:
    if not words and kind == Milestone.Kind.GOAL:
        return None
    if not words:
        raise _Unclear(gettext("There is no date."))
    try:
        day = day_of(words, first)
    except EitherWay:
        question = gettext("“%(day)s” can be two days. Say below which number comes first.")
        raise _Unclear(question % {"day": words}) from None
    except ValueError:
        raise _Unclear(
            gettext("“%(day)s” is no date that can be read. Write it as 2026-11-22.") % {"day": words}
        ) from None
    if not EARLIEST <= day <= LATEST:
        raise _Unclear(gettext("Please look at the year once more."))
    return day


def _same(kind: str, name: str, day: date | None) -> tuple[str, str, date | None]:
    return kind, name.casefold(), day


def _mark_of(lines: Sequence[Line]) -> str:
    said = repr([(line.kind, line.told.name, line.told.day) for line in lines])
    return sha256(said.encode()).hexdigest()[:16]
