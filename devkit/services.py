"""The programs that together are Beside on one machine, and the environment they share."""

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from devkit.children import Program, unprivileged_account
from devkit.mail_sink import MailPlace, sink_program
from devkit.places import LOGS, MAIL, OWN_SETTINGS, SECRETS, STATE, database_folder
from devkit.postgres import KEPT, clear_leftover, ensure_database, prepare_postgres
from devkit.postgres import server_program as postgres_program
from devkit.supervisor import Service, Supervisor
from devkit.terminal import say
from devkit.valkey import ValkeyPlace
from devkit.valkey import server_program as valkey_program
from devkit.variables import kept_secrets, read_variables

DATABASE = "beside"
EMBEDDED = ("EMAIL_URL", "DATABASE_URL", "REDIS_URL")


@dataclass
class Backing:
    """Starts what stands behind the application, except where an address of your own is given."""

    supervisor: Supervisor
    sockets: Path

    def start(self) -> dict[str, str]:
        """Return the environment for the application, with every server behind it answering."""
        for folder in (STATE, LOGS, MAIL):
            folder.mkdir(parents=True, exist_ok=True, mode=0o711 if folder == STATE else 0o700)
        given = {name: value for name, value in os.environ.items() if value or name not in EMBEDDED}
        environment = {
            "DEV_MAIL_DIR": str(MAIL),
            "PICTURES_DIR": str(STATE / "pictures"),
            "AUDIT_ANCHORS": str(STATE / "audit-anchors"),
            **kept_secrets(SECRETS),
            **read_variables(OWN_SETTINGS),
            **given,
        }
        environment["BESIDE_MODE"] = "development"
        starts = (self._mail_sink, self._postgres, self._valkey)
        for name, start in zip(EMBEDDED, starts, strict=True):
            if name not in environment:
                environment[name] = start()
        return environment

    def _postgres(self) -> str:
        folder = database_folder(unprivileged_account())
        say(f"Starting PostgreSQL; its data is in {folder}")
        place = prepare_postgres(folder, self.sockets)
        program = postgres_program(place, KEPT)
        service = Service("postgres", program, before_start=lambda: clear_leftover(folder), is_needed_by_others=True)
        self.supervisor.start(service)
        self.supervisor.wait_for(place.answers, what="PostgreSQL", patience=60)
        ensure_database(place.url("postgres"), DATABASE)
        return place.url(DATABASE)

    def _valkey(self) -> str:
        say("Starting Valkey")
        place = ValkeyPlace(STATE / "valkey", keep=True)
        self.supervisor.start(Service("valkey", valkey_program(place), is_needed_by_others=True))
        self.supervisor.wait_for(place.answers, what="Valkey", patience=30)
        return place.url()

    def _mail_sink(self) -> str:
        say("Starting the mail sink: mails stay on this machine and show at /dev/mail/")
        place = MailPlace(MAIL)
        self.supervisor.start(Service("mail", sink_program(place)))
        return place.url


def web_service(environment: dict[str, str], port: int) -> Service:
    """Return the web server, for pages and sockets alike."""
    options = [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--loop",
        "uvloop",
        "--ws",
        "apps.core.transport:FrameSockets",
    ]
    # Open sockets would hold up a stop for ever: after this many seconds they are closed.
    options += ["--timeout-graceful-shutdown", "3", "--no-access-log", "--no-proxy-headers", "--ws-max-size", "32768"]
    return Service("web", Program([sys.executable, "-m", "uvicorn", "config.asgi:application", *options], environment))


def job_services(environment: dict[str, str]) -> list[Service]:
    """Return the worker and the clock that wakes it."""
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", "", "--schedule", str(STATE / "beat-schedule")]
    return [
        # On SIGTERM the worker ends the processes of its pool, also when we were killed.
        Service("worker", Program(worker, environment, signal_at_our_death=signal.SIGTERM), says_when_ready=" ready."),
        Service("beat", Program(beat, environment)),
    ]
