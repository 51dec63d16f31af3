"""Lines about milestones as other counters write them: a name, a kind and a date, one milestone a line. Pure.

Columns are told apart by tabs, semicolons or commas, quoted as in RFC 4180. Without a line of headings they are name, kind
and date, or name and date; with one they may stand in any order, and columns that mean nothing here are passed over.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_LETTERS = 32 * 1024
# Whose file is longer counts something else.
MOST_LINES = 400

_HEADINGS = {
    "name": {"name", "title", "label", "event", "counter", "what", "nombre", "titulo", "evento"},
    "kind": {"kind", "type", "category", "clase", "tipo", "categoria"},
    "day": {"date", "day", "start", "start date", "startdate", "since", "begin", "fecha", "dia", "inicio", "desde"},
}
_KINDS = {
    "free": {"free", "days without", "without", "sober", "sobriety", "clean", "abstinence", "quit", "sin", "sobriedad"},
    "since": {"since", "days since", "count up", "countup", "elapsed", "desde", "dias desde"},
    "remembrance": {
        *("remembrance", "memorial", "birthday", "anniversary", "yearly", "annual"),
        *("recuerdo", "cumpleanos", "aniversario", "anual"),
    },
    "goal": {"goal", "target", "countdown", "count down", "hope", "meta", "objetivo", "cuenta atras"},
}
_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sept oct nov dic",
    )
    for number, name in enumerate(names.split(), start=1)
}
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?:[t ].*)?")
_TWO_NUMBERS_AND_A_YEAR = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})\.? (?:de )?([a-z]+)\.?,? (?:de |del )?(\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


class First(StrEnum):
    """Which of two numbers in a date is meant first."""

    DAY = "day"
    MONTH = "month"


class EitherWay(ValueError):
    """A date that can be read in two ways."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What stands on one line (its number as a person counts), each part as it was written."""

    number: int
    name: str
    kind: str
    day: str


def cells_in(text: str) -> list[Cells]:
    """Return the lines that say anything. Raises csv.Error for what cannot be taken apart."""
    reader = csv.reader(text.splitlines(), delimiter=_delimiter(text), skipinitialspace=True)
    rows = [(reader.line_num, [" ".join(cell.split()) for cell in row]) for row in reader]
    rows = [(number, row) for number, row in rows if any(row)]
    columns = _columns(rows[0][1]) if rows else None
    if columns:
        return [Cells(number, *(_at(row, columns.get(part)) for part in _HEADINGS)) for number, row in rows[1:]]
    return [_in_our_order(number, row) for number, row in rows]


def kind_of(word: str) -> str | None:
    """Return which kind of milestone a word means, or None for a word that is not known."""
    plain = _plain(word)
    return next((kind for kind, words in _KINDS.items() if plain in words), None)


def day_of(words: str, first: First | None) -> date:
    """Return the date. Raises EitherWay unless it is said which number comes first, ValueError for what is no date."""
    plain = _plain(words)
    if found := _TWO_NUMBERS_AND_A_YEAR.fullmatch(plain):
        one, sign, other, year = found.groups()
        return _of_numbers(int(one), int(other), int(year), First.DAY if sign == "." else first)
    if found := _DAY_FIRST.fullmatch(plain):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.fullmatch(plain):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    # The day that was written counts, whatever time or zone stands behind it.
    if found := _YEAR_FIRST.fullmatch(plain):
        return date(int(found[1]), int(found[3]), int(found[4]))
    raise ValueError(words)


def _of_numbers(one: int, other: int, year: int, first: First | None) -> date:
    if one > 12 or other > 12 or one == other:
        first = First.DAY if one > 12 else First.MONTH
    if first is None:
        raise EitherWay
    return date(year, other, one) if first is First.DAY else date(year, one, other)


def _month(name: str) -> int:
    if name not in _MONTHS:
        raise ValueError(name)
    return _MONTHS[name]


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((sign for sign in "\t;" if sign in first), ",")


def _columns(row: list[str]) -> dict[str, int] | None:
    """Return where each part stands if this is a line of headings, which has one for the name and one for the day."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        for part, words in _HEADINGS.items():
            if _plain(cell) in words:
                found.setdefault(part, at)
    return found if found.keys() >= {"name", "day"} else None


def _in_our_order(number: int, row: list[str]) -> Cells:
    name, *more = row
    has_kind = len(more) > 1 or kind_of(_at(more, 0)) is not None
    kind, day = (_at(more, 0), _at(more, 1)) if has_kind else ("", _at(more, 0))
    # "March 1, 2020" has a comma of its own.
    if len(more) == 3 and more[2].isdecimal():
        day = f"{day}, {more[2]}"
    return Cells(number, name, kind, day)


def _at(row: list[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _plain(words: str) -> str:
    """Return it without capitals and accents."""
    parts = unicodedata.normalize("NFD", words.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).strip()
