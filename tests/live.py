"""The whole application as real processes, for tests that speak to it as a browser or a client does.

`live_app` is started once a session against its own database, a copy of the migrated one; a test that asks for it
has its people in that database, and what it wrote is taken away afterwards.
"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from config import settings
from devkit.children import ROOT, Program, free_port, start_child, stop_child
from devkit.media import media_program
from devkit.services import job_services, web_service
from tests.database import empty_all_but

# Seconds between two looks of beat; nobody waits the minute that it takes in production.
SWEEP = "2"
# Two seconds are promised. With every core busy a test waits longer, yet less than the intervals after which all is
# looked up anyway.
AT_ONCE = 10.0


def wait_until[T](condition: Callable[[], T], *, seconds: float = 30, what: str = "it") -> T:
    """Return the condition's first true answer; fail when the seconds pass without one."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds} s in vain until {what}")
        time.sleep(0.02)
    return answer


@dataclass
class LiveApp:
    """Addresses of a running Beside, and its processes by name: `web`, `web-2`, `worker`, `beat`, `media`."""

    port: int
    environment: dict[str, str]
    logs: Path
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    log_starts: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://localhost:{self.port}/ws/"

    def static(self, name: str) -> str:
        """Return the address under which a built file is served, as pages name it."""
        built = json.loads((Path(self.environment["STATIC_ROOT"]) / "staticfiles.json").read_text())
        return f"/static/{built['paths'][name]}"

    def start(self, name: str = "web", port: int | None = None) -> int:
        """Start a process unless it runs, wait until a web process answers, and return that one's port."""
        port = port or self.port
        child = self.children.get(name)
        if child is None or child.poll() is not None:
            with (self.logs / f"{name}.log").open("ab") as log:
                self.children[name] = start_child(self._program(name, port), output=log)
        if name.startswith("web"):
            wait_until(lambda: self._has_begun(name, port), seconds=120, what=f"{name} answers")
        return port

    def _has_begun(self, name: str, port: int) -> bool:
        if self.children[name].poll() is not None:
            pytest.fail(f"{name} ended at once. Its last words:\n{self.log_of(name)[-2000:]}")
        return _answers(f"http://localhost:{port}/healthz")

    def _program(self, name: str, port: int) -> Program:
        # By this name PostgreSQL knows whose a connection is.
        environment = {"SWEEP_SECONDS": SWEEP} | self.environment | {"PGAPPNAME": name}
        if name.startswith("web"):
            return web_service(environment, port).program
        if name == "media":
            return media_program(environment, self.logs / "media")
        program = next(service.program for service in job_services(environment) if service.name == name)
        # The last schedule named wins: a `./dev run` beside the tests keeps its own.
        own_schedule: list[str | Path] = ["--schedule", self.logs / "beat-schedule"] if name == "beat" else []
        return replace(program, command=[*program.command, *own_schedule])

    def start_all(self) -> None:
        """Have everything running that `./dev run` runs."""
        for name in ("web", "media", "worker", "beat"):
            self.start(name)

    def kill(self, name: str) -> None:
        """End a process as a power cut would."""
        self.children[name].kill()
        self.children[name].wait()

    def stop(self, *names: str) -> None:
        """Stop the processes of these names, or all."""
        for name in self.children.keys() & (names or self.children.keys()):
            stop_child(self.children[name], patience=1)

    def log_of(self, name: str) -> str:
        """Return what the process has written since the test began."""
        log = self.logs / f"{name}.log"
        return log.read_bytes()[self.log_starts.get(name, 0) :].decode(errors="replace")

    def begin_logs(self) -> None:
        """Let `log_of` begin here."""
        self.log_starts = {log.stem: log.stat().st_size for log in self.logs.glob("*.log")}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def live_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """Return the name of a copy of the migrated test database, for processes to share."""
    with django_db_blocker.unblock():
        template = connection.settings_dict["NAME"]
        connection.close()
    name = f"live_{template}"
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


@pytest.fixture
def live_db(live_database: str, starting_tables: set[str], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the test write rows that the live processes see, and take them away afterwards."""
    template = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = live_database
        # The processes read passphrases as production does; the tests' own cheap hash would let nobody in.
        with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
            yield
        empty_all_but(starting_tables)
        # What was counted against rate limits belongs to the test that did it.
        cache.clear()
        connection.close()
        connection.settings_dict["NAME"] = template


@pytest.fixture(scope="session")
def live_processes(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """The processes of a session; most tests want `live_app`."""
    port = free_port()
    parts = urlsplit(os.environ["DATABASE_URL"])
    logs = tmp_path_factory.mktemp("live")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings_live",
        "STATIC_ROOT": str(logs / "static"),
        "DATABASE_URL": urlunsplit(parts._replace(path=f"/{live_database}")),
        "SITE_URL": f"http://localhost:{port}",
        "LOG_LEVEL": "INFO",
    }
    _build_static_files(environment)
    app = LiveApp(port, environment, logs)
    yield app
    app.stop()


def _build_static_files(environment: dict[str, str]) -> None:
    """Do as an installation does, before any of the processes reads them."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)


@pytest.fixture
def live_app(live_processes: LiveApp, live_db: None) -> Iterator[LiveApp]:
    """A running web process; a test starts `worker`, `beat`, `media` or a second web process when it needs them.

    The jobs end with the test: at their pace they would take a tenth of a core from all that follow.
    """
    live_processes.start("web")
    live_processes.begin_logs()
    yield live_processes
    live_processes.stop("beat", "worker")
