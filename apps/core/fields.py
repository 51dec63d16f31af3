"""Columns of our own making."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.db import models


class StoredColumn(models.GeneratedField):
    """A column that the database makes from others and keeps.

    Django's check asks the server for its version; we say in docs/operations.md which one is needed, so that checking,
    building and starting a worker work while the database is away.
    """

    def _check_supported(self, databases: Sequence[str] | None) -> list[CheckMessage]:  # noqa: ARG002 - Django gives it
        return []

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Name Django's own field: migrations need nothing of this one."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.GeneratedField", arguments, options
