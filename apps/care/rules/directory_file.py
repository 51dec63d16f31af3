"""The directory as a table that other programs read: one line an offer, columns named after HSDS.

HSDS is the Human Services Data Specification of Open Referral, version 3.1 (docs.openreferral.org). Of its tables the
fields that fit stand side by side as `table.field`, so that one sheet holds everything: a service, its organisation, one
telephone, one address, its languages and costs. `schedule.attending_type`, `cost_option.option` and `taxonomy_term.code`
are free text there and short names here. `source_url` is ours: HSDS has no such field.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from apps.care.errors import ColumnsMissing, NotATable, TooManyLines

VERSION = "HSDS 3.1"
MOST_LINES = 2000
# Each column, and what it is called here.
COLUMNS = {
    "service.id": "key",
    "service.name": "name",
    "organization.name": "organization",
    "service.description": "description",
    "address.country": "country",
    "service_area.name": "region",
    "taxonomy_term.code": "topics",
    "language.code": "languages",
    "schedule.attending_type": "ways",
    "cost_option.option": "costs",
    "service.fees_description": "cost_note",
    "schedule.description": "hours",
    "phone.number": "phone",
    "service.email": "email",
    "service.url": "url",
    "address.address_1": "address",
    "source_url": "source_url",
    "service.assured_date": "verified_on",
}
COLUMN_OF = {name: column for column, name in COLUMNS.items()}
NEEDED = ("service.name", "address.country", "schedule.attending_type", "source_url", "service.assured_date")
# Of these there may be several in one cell.
MANY = frozenset({"topics", "languages", "ways", "costs"})
_BETWEEN = re.compile(r"[\s;,|]+")
# A spreadsheet takes what begins with one of these for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

type Fields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One offer; `line` is where it begins in the file, counted from 1, and `is_longer` than the first it should not be."""

    line: int
    fields: Fields
    is_longer: bool = False


def read_rows(data: bytes) -> list[Row]:
    """Return the rows of a file, empty lines left out and columns of others looked past.

    Raises NotATable, ColumnsMissing or TooManyLines.
    """
    try:
        text = data.decode("utf-8-sig")
        lines = list(_lines(text))
    except (UnicodeDecodeError, csv.Error):
        raise NotATable from None
    if not lines:
        raise NotATable
    (_line, names), *rows = lines
    columns = [name.strip().lower() for name in names]
    if missing := [name for name in NEEDED if name not in columns]:
        raise ColumnsMissing(columns=", ".join(missing))
    if len(rows) > MOST_LINES:
        raise TooManyLines(count=MOST_LINES)
    return [Row(line, _fields(columns, cells), any(cells[len(columns) :])) for line, cells in rows]


def write_rows(offers: Iterable[Mapping[str, object]]) -> str:
    """Return the table of these offers, each with what it is called here."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for offer in offers:
        writer.writerow(_cell(offer[name]) for name in COLUMNS.values())
    return table.getvalue()


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _fields(columns: list[str], cells: list[str]) -> Fields:
    fields: Fields = {}
    for column, cell in zip(columns, cells, strict=False):
        name, said = COLUMNS.get(column, ""), _typed(cell.strip())
        if name:
            fields[name] = [one for one in _BETWEEN.split(said) if one] if name in MANY else said
    return fields


def _cell(value: object) -> str:
    said = ";".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return f"'{said}" if said.startswith(_FORMULA) else said


def _typed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
