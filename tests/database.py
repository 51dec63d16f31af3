"""The tests' database: migrated once, and after a test that commits as it was before, starting rows included."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Migrate a test database, also for a run in which every test uses `live_app`; pytest-django would skip it then."""
    with django_db_blocker.unblock():
        created = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        _keep_starting_rows(tables_with_rows())
        yield
        connection.close()
        teardown_databases(created, verbosity=0)


def _keep_starting_rows(seeded: set[str]) -> None:
    # Django's own flush would take topics and helplines with it, and append-only tables refuse it.
    TransactionTestCase._fixture_teardown = lambda case: empty_all_but(seeded)  # type: ignore[attr-defined]


def tables_with_rows() -> set[str]:
    """Return the tables that hold rows now: those that migrations filled."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in tables))
        return {row[0] for row in cursor.fetchall()}


def empty_all_but(seeded: set[str]) -> None:
    """Take the rows of every other table away."""
    tables = [f'"{name}"' for name in connection.introspection.table_names() if name not in seeded]
    with connection.cursor() as cursor:
        # Append-only tables refuse to be emptied, except by whoever may switch triggers off.
        cursor.execute("SET session_replication_role = replica")
        _truncate(cursor, ", ".join(tables))
        cursor.execute("RESET session_replication_role")


def _truncate(cursor: CursorWrapper, tables: str, attempts: int = 5) -> None:
    try:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY")
    except OperationalError:
        # A live socket that is just closing takes its locks in another order, and PostgreSQL ended the deadlock here.
        if attempts == 1:
            raise
        _truncate(cursor, tables, attempts - 1)
