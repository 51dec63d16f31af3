"""Everything sealed with an older key is sealed anew with the present one, while the site runs.

What is sealed and stands in no column is not: apps say in their `AppConfig.ready` for how long it is still to open.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, F, Model, QuerySet
from django.db.models.functions import Substr

from apps.core.encrypted_fields import EncryptedText, Sealed
from apps.core.encryption import PREFIX_BYTES, present_prefix

BATCH = 500


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table that is sealed."""

    model: type[Model]
    field: EncryptedText

    @property
    def name(self) -> str:
        return f"{self.model._meta.db_table}.{self.field.column}"  # noqa: SLF001 - documented by Django

    def rows(self) -> QuerySet[Any]:
        return self.model._base_manager.order_by("pk")  # noqa: SLF001 - documented by Django

    def outdated(self) -> QuerySet[Any]:
        """Return the rows that were not sealed with the present key, in order."""
        begins = Substr(F(self.field.attname), 1, PREFIX_BYTES, output_field=BinaryField())
        kept = self.rows().exclude(**{self.field.attname: b""}).exclude(**{f"{self.field.attname}__isnull": True})
        found: QuerySet[Any] = kept.annotate(sealed_with=begins).exclude(sealed_with=present_prefix())
        return found


@dataclass(frozen=True, slots=True)
class Outside:
    """What is sealed outside of columns, and for how long from then on somebody may want to open it."""

    what: str
    lasts: timedelta


_outside: list[Outside] = []


def register_outside(what: str, lasts: timedelta) -> None:
    """Keys are kept for so long for this, after the last process sealed with them."""
    _outside.append(Outside(what, lasts))


def outside() -> list[Outside]:
    """Return what is sealed outside of columns, the longest to open first."""
    return sorted(_outside, key=lambda one: one.lasts, reverse=True)


def sealed_columns() -> list[Column]:
    """Return every sealed column of every table."""
    return [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001 - documented by Django
        if isinstance(field, EncryptedText)
    ]


def reseal(column: Column, *, batch: int = BATCH) -> Iterator[int]:
    """Seal anew what is outdated, batch by batch, and give the number of rows that each batch changed.

    Stopped at any place and begun again, it goes on with what is left. What somebody writes meanwhile stays as they
    wrote it. Raises CannotOpen at a row whose key is not known: nothing of it is changed.
    """
    last = 0
    while rows := list(column.outdated().filter(pk__gt=last)[:batch]):
        yield sum(_reseal_row(column, row) for row in rows)
        last = rows[-1].pk


def _reseal_row(column: Column, row: Model) -> int:
    name, field = column.field.attname, column.field
    before = row.__dict__[name]
    after: Sealed = field.sealed(row, getattr(row, name))
    return column.rows().filter(pk=row.pk, **{name: before}).update(**{name: after})
