"""The tests' database: migrated once, and after a test that commits as it was before, starting rows included."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Migrate a test database, also for a run in which every test uses `live_app`; pytest-django would skip it then."""
    with django_db_blocker.unblock():
        with _no_search_for_garbage():
            created = _create_databases()
        _keep_starting_rows(tables_with_rows())
        yield
        connection.close()
        teardown_databases(created, verbosity=0)
        if template := _template():
            with _server() as server:
                server.execute(f'DROP DATABASE IF EXISTS "{template}"')


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """What migrations make of models is looked through again and again: a quarter of their time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


def _create_databases() -> Any:
    """Return what `teardown_databases` takes. Of several workers the first migrates, and the others copy what it made."""
    template = _template()
    if not template:
        return setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        is_there = server.execute("SELECT FROM pg_database WHERE datname = %s", [template]).rowcount == 1
        if is_there:
            server.execute(f'CREATE DATABASE "{connection.settings_dict["TEST"]["NAME"]}" TEMPLATE "{template}"')
        created = setup_databases(verbosity=0, interactive=False, serialized_aliases=set(), keepdb=is_there)
        if not is_there:
            connection.close()
            server.execute(f'CREATE DATABASE "{template}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    return created


def _template() -> str:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    return f"template_{run}" if run else ""


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as server:
        yield server


@pytest.fixture(scope="session")
def starting_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> set[str]:
    """Return the tables that migrations filled, asked between two tests."""
    with django_db_blocker.unblock():
        return tables_with_rows()


def _keep_starting_rows(seeded: set[str]) -> None:
    # Django's own flush would take topics and helplines with it, and append-only tables refuse it.
    TransactionTestCase._fixture_teardown = lambda case: empty_all_but(seeded)  # type: ignore[attr-defined]


def tables_with_rows() -> set[str]:
    """Return the tables that hold rows now: those that migrations filled."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in tables))
        return {row[0] for row in cursor.fetchall()}


def empty_all_but(seeded: set[str], attempts: int = 5) -> None:
    """Take the rows of every other table away, and count their ids from 1 again."""
    try:
        with transaction.atomic():
            _empty_all_but(seeded)
    except OperationalError:
        # A live socket that is just closing takes its locks in another order, and PostgreSQL ended the deadlock here.
        if attempts == 1:
            raise
        empty_all_but(seeded, attempts - 1)


def _empty_all_but(seeded: set[str]) -> None:
    # A test fills few of the many tables: deleting there takes a tenth of the time of TRUNCATE, which makes new files.
    others = sorted({*connection.introspection.table_names()} - seeded)
    with connection.cursor() as cursor:
        # What is under way elsewhere is waited for, and goes too.
        cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, others))}")
        # Append-only tables refuse to be emptied, except by whoever may switch triggers off.
        cursor.execute("SET LOCAL session_replication_role = replica")
        filled = [_quoted(name) for name in tables_with_rows() - seeded]
        for table in filled:
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(_COUNT_ANEW, [filled])


_COUNT_ANEW = """
    SELECT setval(pg_class.oid, 1, false) FROM pg_depend JOIN pg_class ON pg_class.oid = objid AND relkind = 'S'
    WHERE refobjid = ANY(%s::regclass[])
"""


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
