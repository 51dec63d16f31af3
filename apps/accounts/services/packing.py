"""Everything that is one person's, as JSON for programs and as a page for people, in one zip."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

from apps.accounts.belongings import Belonging, belongings
from apps.accounts.models import SiteSettings, User
from apps.accounts.rules.time_zones import zone_or_utc
from apps.core.wording import speaking

JSON_NAME, PAGE_NAME = "everything.json", "everything.html"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one table keeps of a person: rows of (name, what it is called, value)."""

    table: str
    title: str
    rows: list[list[tuple[str, str, Any]]]


def pack(user: User, told: Callable[[int, int], None]) -> bytes:
    """Return the zip, in the person's language and by their clock; `told` hears how many parts of how many are done.

    What others said is not in it; who they are is said by their alias alone.
    """
    packed = [one for one in belongings() if one.fields]
    zipped = io.BytesIO()
    with (
        zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as box,
        speaking(user.language),
        timezone.override(zone_or_utc(user.time_zone)),
    ):
        chapters = []
        for done, belonging in enumerate(packed):
            told(done, len(packed))
            chapters.append(_chapter(belonging, user))
            _put_files(box, belonging, user)
        box.writestr(JSON_NAME, _as_json(chapters))
        box.writestr(PAGE_NAME, _as_page(chapters))
    told(len(packed), len(packed))
    return zipped.getvalue()


def rows_of(belonging: Belonging, user: User) -> QuerySet[Any]:
    """Return the rows of the table that are this person's, the oldest first."""
    if not isinstance(belonging.of, str):
        return belonging.of(user).order_by("pk")
    model = apps.get_model(belonging.model)
    found: QuerySet[Any] = model._default_manager.filter(**{belonging.of: user.pk})  # noqa: SLF001 - documented by Django
    return found.order_by("pk")


def _chapter(belonging: Belonging, user: User) -> Chapter:
    joined = {path.rpartition("__")[0] for path in belonging.fields if "__" in path}
    rows = rows_of(belonging, user)
    if joined:
        rows = rows.select_related(*joined)
    told = [
        [(path, str(called), _value(row, path)) for path, called in belonging.fields.items()] for row in rows.iterator()
    ]
    return Chapter(belonging.model, str(belonging.title), told)


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of several: what the table keeps, and how it is said."""

    value: Any
    words: str


def _value(row: Model, path: str) -> Any:
    *way, last = path.split("__")
    at: Any = row
    for name in way:
        at = getattr(at, name, None)
    value = getattr(at, last, None)
    in_words = getattr(at, f"get_{last}_display", None)
    if in_words and value:
        return _Choice(value, str(in_words()))
    return (value.name or "").rpartition("/")[2] if isinstance(value, FieldFile) else value


def _put_files(box: zipfile.ZipFile, belonging: Belonging, user: User) -> None:
    if not belonging.file:
        return
    for file in _files(rows_of(belonging, user), belonging.file):
        try:
            with file.open("rb") as opened:
                box.writestr(f"{belonging.file}s/{(file.name or '').rpartition('/')[2]}", opened.read())
        except FileNotFoundError:
            continue  # A database from a backup may know of more.


def _files(rows: QuerySet[Any], name: str) -> Iterator[FieldFile]:
    for row in rows.iterator():
        if found := getattr(row, name):
            yield found


def _as_json(chapters: list[Chapter]) -> str:
    told = {
        chapter.table: [{path: _plain(value) for path, _called, value in row} for row in chapter.rows]
        for chapter in chapters
    }
    everything = {"site": SiteSettings.load().name, "made_at": timezone.now().isoformat(), "tables": told}
    return json.dumps(everything, ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    if isinstance(value, _Choice):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _as_page(chapters: list[Chapter]) -> str:
    told = [
        {
            "title": chapter.title,
            "rows": [
                [(called, said) for _path, called, value in row if (said := _in_words(value))] for row in chapter.rows
            ],
        }
        for chapter in chapters
        if chapter.rows
    ]
    language = translation.get_language()
    made = {"chapters": told, "site": SiteSettings.load().name, "now": timezone.now(), "language": language}
    return render_to_string("accounts/everything.html", made)


def _in_words(value: Any) -> str:  # noqa: PLR0911 - one line for each kind of value
    if isinstance(value, _Choice):
        return value.words
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, time):
        return time_format(value, "TIME_FORMAT")
    if isinstance(value, dict):
        return " · ".join(_in_words(one) for one in value.values() if one not in ("", None))
    if isinstance(value, list | tuple):
        return "; ".join(_in_words(one) for one in value)
    return "" if value is None else str(value)
