"""Gives every test run its own PostgreSQL, Valkey and mail sink, before pytest-django reads the settings.

With pytest-xdist the controller starts one PostgreSQL for all (pytest-django makes each worker its own
database), and each worker its own Valkey: publishing crosses Redis' numbered databases, so a shared
one would carry one worker's messages into another's sockets.

`BESIDE_TEST_DATABASE_URL` and `BESIDE_TEST_REDIS_URL` name servers to use instead.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from devkit.children import free_port
from devkit.mail_sink import start_mail_sink
from devkit.postgres import THROWAWAY, start_postgres
from devkit.valkey import start_valkey

PREFIX = "beside-test-"
_ending = contextlib.ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Start what is needed first: as a wrapper this runs before pytest-django's own early hook."""
    _start_services()
    return (yield)


def pytest_unconfigure() -> None:
    """Stop what was started."""
    _ending.close()


def _start_services() -> None:
    atexit.register(_ending.close)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    folder = _temporary_folder()
    os.environ.update(
        BESIDE_MODE="test",
        SITE_URL="http://localhost:8000",
        SECRET_KEY="test-only-" + "s" * 50,
        AUDIT_KEY="test-only-audit-" + "a" * 50,
        MEDIA_SERVER_URL=f"http://127.0.0.1:{free_port()}",
        MEDIA_SERVER_SECRET="test-only-media-" + "m" * 40,
        DEV_MAIL_DIR=str(folder / "mail"),
        STATIC_ROOT=str(folder / "static"),
    )
    (folder / "mail").mkdir()
    sink = start_mail_sink(folder / "mail")
    _ending.callback(sink.stop)
    os.environ["EMAIL_URL"] = sink.url
    if not worker:
        os.environ["DATABASE_URL"] = os.environ.get("BESIDE_TEST_DATABASE_URL") or _postgres_url(folder)
    os.environ["REDIS_URL"] = _given_redis_url(worker) or _valkey_url(folder)
    sink.wait_until_ready()


def _temporary_folder() -> Path:
    # Reachable by the unprivileged account that a root run lends to PostgreSQL, which TMPDIR need not be.
    base = Path("/tmp") if os.geteuid() == 0 else Path(tempfile.gettempdir())  # noqa: S108 - mkdtemp makes the name
    _sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=base))
    folder.chmod(0o711)
    _ending.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _sweep(base: Path) -> None:
    """Remove what runs that were killed have left behind."""
    for folder in base.glob(f"{PREFIX}*"):
        process_id = folder.name.removeprefix(PREFIX).partition("-")[0]
        if process_id.isdecimal() and not _is_alive(int(process_id)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _postgres_url(folder: Path) -> str:
    server = start_postgres(folder / "data", folder / "socket", settings=THROWAWAY, log=folder / "postgres.log")
    _ending.callback(server.stop)
    return server.url("beside")


def _valkey_url(folder: Path) -> str:
    server = start_valkey(folder / "valkey", log=folder / "valkey.log")
    _ending.callback(server.stop)
    return server.url()


def _given_redis_url(worker: str) -> str:
    given = os.environ.get("BESIDE_TEST_REDIS_URL", "")
    number = int(worker.removeprefix("gw") or 0) if worker else 0
    return f"{given.rstrip('/').removesuffix('/0')}/{number}" if given else ""
