"""Servers of a fault's own, to stop, freeze, cut and start again at the same address."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

from devkit.children import Program, start_child, stop_child
from devkit.postgres import KEPT, PostgresPlace, clear_leftover, ensure_database, prepare_postgres, usable_folder
from devkit.postgres import server_program as postgres_program
from devkit.valkey import ValkeyPlace
from devkit.valkey import server_program as valkey_program
from tests.faults.pages import Site
from tests.faults.wires import Address
from tests.live import LiveApp, wait_until

# A commit is on disk as far as the operating system goes: that it keeps what it was given is not the question here.
DURABLE = KEPT | {"fsync": "off", "synchronous_commit": "on"}


@dataclass
class Server:
    """A process that is killed and comes back."""

    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def program(self) -> Program:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = start_child(self.program(), output=log)
        wait_until(self.answers, seconds=120, what=f"{type(self).__name__} answers")

    def signal(self, number: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(number)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)
        stop_child(self.process, patience=3)


@dataclass
class Valkey(Server):
    """A Valkey that forgets everything when it ends."""

    place: ValkeyPlace

    def program(self) -> Program:
        return valkey_program(self.place)

    def answers(self) -> bool:
        return self.place.answers()


@dataclass
class Postgres(Server):
    """A PostgreSQL with a copy of the live processes' database, which it keeps."""

    place: PostgresPlace
    database: str = "fragile"

    def program(self) -> Program:
        clear_leftover(self.place.data_folder)
        return postgres_program(self.place, DURABLE)

    def answers(self) -> bool:
        connection.close()  # The test's own: it ended with the server it was made to.
        return self.place.answers()

    @property
    def url(self) -> str:
        return self.place.url(self.database)

    def end_at_once(self) -> None:
        """Do as `pg_ctl stop -m immediate` does: no goodbye, and recovery at the next start."""
        self.signal(signal.SIGQUIT)
        assert self.process
        self.process.wait(60)

    def stop(self) -> None:
        assert self.process
        stop_child(self.process, by=signal.SIGINT)


@contextmanager
def own_valkey(folder: Path) -> Iterator[Valkey]:
    server = Valkey(folder / "valkey.log", ValkeyPlace(folder / "valkey"))
    server.start()
    yield server
    server.stop()


@contextmanager
def own_postgres(folder: Path, log: Path, source: str) -> Iterator[Postgres]:
    """Start a server below `folder` (which its account must reach) with a copy of the session's database `source`."""
    server = Postgres(log, prepare_postgres(folder / "data", folder / "socket"))
    server.start()
    ensure_database(server.place.url("postgres"), server.database)
    _copy_database(source, server)
    yield server
    server.stop()


def _copy_database(source: str, server: Postgres) -> None:
    programs = usable_folder(server.place.account) / "bin"
    parameters = psycopg.conninfo.make_conninfo(os.environ["DATABASE_URL"], dbname=source)
    dump = subprocess.run(
        [programs / "pg_dump", "--no-owner", "--no-acl", parameters], capture_output=True, check=True, cwd="/"
    )
    command: list[str | Path] = [programs / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", server.url]
    subprocess.run(command, input=dump.stdout, check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def reading_from(server: Postgres) -> Iterator[None]:
    """Let the test itself read and write that server's database."""
    query = psycopg.conninfo.conninfo_to_dict(server.url)
    own = {"NAME": query["dbname"], "USER": query["user"], "HOST": query["host"], "PORT": str(query["port"])}
    before = {name: connection.settings_dict[name] for name in (*own, "PASSWORD")}
    connection.close()
    connection.settings_dict.update(own | {"PASSWORD": ""})
    yield
    connection.close()
    connection.settings_dict.update(before)


@dataclass
class FragileApp(LiveApp):
    """Web processes of one site, by name, each on a port of its own; to kill and to start again."""

    ports: dict[str, int] = field(default_factory=dict)
    environments: dict[str, dict[str, str]] = field(default_factory=dict)  # what one process has besides

    @property
    def site(self) -> Site:
        return Site(self.url, list(self.ports.values()))

    def launch(self, name: str) -> None:
        """Start the process without waiting for its answer."""
        program = self._program(name, self.ports[name])
        own = dict(program.environment or {}) | self.environments.get(name, {})
        with (self.logs / f"{name}.log").open("ab") as log:
            self.children[name] = start_child(replace(program, environment=own), output=log)

    def launch_all(self) -> None:
        """Start all at the same time, which is quicker, and wait until they answer."""
        for name in self.ports:
            self.launch(name)
        for name, port in self.ports.items():
            self.start(name, port)

    def back(self, name: str) -> None:
        """Start the process again and wait until it answers."""
        self.launch(name)
        self.start(name, self.ports[name])

    def signal(self, name: str, number: signal.Signals) -> None:
        self.children[name].send_signal(number)

    def assert_calm(self) -> None:
        """Check that no process met what nobody had thought of."""
        for name in self.ports:
            assert "Traceback" not in self.log_of(name), self.log_of(name)[-5000:]


# --- the session's own servers, reached another way ----------------------------------------------------------


def database_address() -> Address:
    """Return where the session's PostgreSQL listens."""
    parameters = connection.get_connection_params()
    host, port = str(parameters.get("host", "127.0.0.1")), int(parameters.get("port", 5432))
    return f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)


def database_url(port: int) -> str:
    """Return the address of the database the test writes to, as reached through a wire."""
    parameters = connection.get_connection_params()
    password = f":{parameters['password']}" if parameters.get("password") else ""
    return f"postgresql://{parameters['user']}{password}@127.0.0.1:{port}/{parameters['dbname']}?sslmode=disable"


def redis_address(url: str = "") -> Address:
    """Return where a Valkey listens, the session's when none is named."""
    parts = urlsplit(url or os.environ["REDIS_URL"])
    return parts.hostname or "127.0.0.1", parts.port or 6379


def redis_url(port: int, url: str = "") -> str:
    """Return that Valkey's address as reached through a wire."""
    parts = urlsplit(url or os.environ["REDIS_URL"])
    password = f":{parts.password}@" if parts.password else ""
    return urlunsplit(parts._replace(netloc=f"{password}127.0.0.1:{port}"))
