"""Gives every test run its own PostgreSQL, Valkey and mail sink, before pytest-django reads the settings.

With pytest-xdist the controller starts one PostgreSQL for all (pytest-django makes each worker its own
database), and each worker its own Valkey: publishing crosses Redis' numbered databases, so a shared
one would carry one worker's messages into another's sockets.

`BESIDE_TEST_DATABASE_URL` and `BESIDE_TEST_REDIS_URL` name servers to use instead.
"""

import atexit
import os
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from devkit.throwaway import throwaway_services

_ending = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Start what is needed first: as a wrapper this runs before pytest-django's own early hook."""
    atexit.register(_ending.close)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    environment = throwaway_services(database_url=_given_database(worker), redis_url=_given_redis(worker))
    os.environ.update(_ending.enter_context(environment))
    return (yield)


def pytest_unconfigure() -> None:
    """Stop what was started."""
    _ending.close()


def _given_database(worker: str) -> str:
    # A worker inherits the controller's environment, and with it the controller's server.
    return os.environ["DATABASE_URL"] if worker else os.environ.get("BESIDE_TEST_DATABASE_URL", "")


def _given_redis(worker: str) -> str:
    given = os.environ.get("BESIDE_TEST_REDIS_URL", "").rstrip("/").removesuffix("/0")
    return f"{given}/{int(worker.removeprefix('gw') or 0)}" if given else ""
