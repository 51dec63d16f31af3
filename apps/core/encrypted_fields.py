"""Columns whose words the database cannot read; to models they are ordinary text.

They cannot be looked for or changed without their row: `filter` knows only whether there is anything (`""` or not),
`update` and `bulk_update` refuse, `values` gives `Sealed`. Table, column and the row's identity are part of the seal:
renaming one of them needs a migration that opens and seals anew.
"""

import json
from datetime import date
from typing import Any, cast

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from apps.core.encryption import Place, open_sealed, seal

# Lengths tell: a mood of three would be known by its seal.
_BLOCK = 64
_COUNT_BYTES = 4


class Sealed(bytes):
    """What stands in the column, as it stands there."""

    __slots__ = ()


class _Unsealing(DeferredAttribute):
    """Opens a row's column when it is first read."""

    field: "EncryptedText"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.opened(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedText(models.Field):  # type: ignore[type-arg]  # not generic when it runs
    """Text that is sealed in the database.

    `bound_to` names attributes that together are unique in the table, are known before the insert and never change: a
    public id, or the parts of a unique constraint.
    """

    descriptor_class = _Unsealing

    def __init__(self, *args: Any, bound_to: tuple[str, ...] = ("public_id",), **kwargs: Any) -> None:
        self.bound_to = tuple(bound_to)
        super().__init__(*args, **kwargs)
        if self.max_length:
            self.validators.append(MaxLengthValidator(self.max_length))

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "bound_to": self.bound_to}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def place_of(self, row: models.Model) -> Place:
        """Return where this column of the row stands. Raises ValueError for a row that has no identity yet."""
        parts = [getattr(row, name) for name in self.bound_to]
        if None in parts:
            msg = (
                f"{self.model.__name__}.{self.name} is sealed for its row, which has no {', '.join(self.bound_to)} yet."
            )
            raise ValueError(msg)
        return Place(self.model._meta.db_table, ":".join(map(str, parts)), cast("str", self.column))  # noqa: SLF001 - documented by Django

    def opened(self, row: models.Model, sealed: bytes) -> Any:
        """Return what the row's column says. Raises CannotOpen."""
        if not sealed:
            return self.from_text("")
        padded = open_sealed(sealed, self.place_of(row))
        length = int.from_bytes(padded[:_COUNT_BYTES])
        return self.from_text(padded[_COUNT_BYTES : _COUNT_BYTES + length].decode())

    def sealed(self, row: models.Model, value: Any) -> Sealed:
        """Return what the column keeps for this value: nothing for nothing."""
        content = self.to_text(value).encode()
        if not content:
            return Sealed()
        padding = -(_COUNT_BYTES + len(content)) % _BLOCK
        return Sealed(seal(len(content).to_bytes(_COUNT_BYTES) + content + bytes(padding), self.place_of(row)))

    def to_text(self, value: Any) -> str:
        return str(value)

    def from_text(self, text: str) -> Any:
        return text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001 - Django's signature
        value = getattr(model_instance, self.attname)
        return None if value is None else self.sealed(model_instance, value)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, bytes) or value is None:
            return value
        if value == self.from_text(""):
            return b""
        msg = f"{self.name} is sealed: it can be looked for or changed through its row alone."
        raise TypeError(msg)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        value = super().get_db_prep_value(value, connection, prepared)
        return value if value is None else connection.Database.Binary(value)


class EncryptedJSON(EncryptedText):
    """A list of JSON values that is sealed in the database; an empty one is kept as nothing."""

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""

    def from_text(self, text: str) -> Any:
        return json.loads(text) if text else []


class EncryptedNames(EncryptedJSON):
    """JSON values by their names, sealed in the database together; none are kept as nothing."""

    def from_text(self, text: str) -> Any:
        return json.loads(text) if text else {}


class EncryptedDate(EncryptedText):
    """A day that is sealed in the database."""

    def to_text(self, value: Any) -> str:
        return value.isoformat() if value else ""

    def from_text(self, text: str) -> Any:
        return date.fromisoformat(text) if text else None
