"""`./dev run`: the whole application on this machine, until Ctrl-C."""

import argparse
import time
import urllib.error
import urllib.request
from contextlib import ExitStack

import psycopg

from devkit.application import Application, application, has_command
from devkit.media import start_media
from devkit.places import LOGS, RUNNING
from devkit.ports import hold_first_free
from devkit.running import AlreadyRunningError
from devkit.services import job_services, web_service
from devkit.supervisor import StopRequested
from devkit.terminal import say, strong
from devkit.variables import read_variables, write_variables

DEFAULT_PORT = 8000
RULE = "─" * 72


def run(arguments: list[str]) -> int:
    """Run everything until Ctrl-C or SIGTERM; nothing is left running, the data stays."""
    parser = argparse.ArgumentParser(prog="./dev run", description=run.__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="the port to try first (default: 8000)")
    wanted = parser.parse_args(arguments).port
    began = time.monotonic()
    try:
        with application() as ours:
            try:
                _serve(ours, wanted, began)
            except StopRequested:
                say("Stopping …")
            finally:
                RUNNING.unlink(missing_ok=True)
    except AlreadyRunningError as error:
        address = read_variables(RUNNING).get("SITE_URL", "not answering yet")
        say(f"{error} Its address: {address}")
        return 1
    except StopRequested:
        say("Stopped before everything had started.")
    say("Stopped. Your data is kept; `./dev run` starts again where you left.")
    return 0


def _serve(ours: Application, wanted: int, began: float) -> None:
    # Two that start together do not take the same one.
    with ExitStack() as until_we_listen:
        port = _choose_port(wanted, until_we_listen)
        ours.environment.setdefault("SITE_URL", f"http://localhost:{port}")
        start_media(ours.supervisor, ours.environment)
        ours.prepare()
        write_variables(RUNNING, _what_others_need(ours.environment))
        _load_demo_once(ours)
    say("Starting the web server, the worker and the clock")
    ours.supervisor.start(web_service(ours.environment, port))
    ours.supervisor.wait_for(lambda: _answers(port), what="The web server", patience=90)
    worker, clock = job_services(ours.environment)
    for service in (worker, clock):
        ours.supervisor.start(service)
    # The address comes last: what is printed after it pushes it out of sight.
    ours.supervisor.wait_for(worker.is_ready.is_set, what="The worker", patience=90)
    _announce(ours.environment["SITE_URL"], time.monotonic() - began)
    ours.supervisor.watch()


def _choose_port(wanted: int, until: ExitStack) -> int:
    port = hold_first_free(wanted, until)
    if port != wanted:
        say(f"Port {wanted} is taken; using {port}.")
    return port


def _what_others_need(environment: dict[str, str]) -> dict[str, str]:
    """Return what `./dev demo` and `./dev manage` need to reach the running application."""
    names = {"BESIDE_MODE", "SITE_URL", "SECRET_KEY", "AUDIT_KEY", "BAN_KEY", "PUSH_KEY", "ENCRYPTION_KEYS"}
    names |= {
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "DEV_MAIL_DIR",
        "MEDIA_BACKEND",
        "MEDIA_SERVER_URL",
        "MEDIA_SERVER_SECRET",
    }
    return {name: value for name, value in environment.items() if name in names}


def _load_demo_once(ours: Application) -> None:
    if has_command("load_demo") and _has_no_people(ours.environment["DATABASE_URL"]):
        say("The database is empty: adding fictional people and groups")
        ours.manage("load_demo")


def _has_no_people(database_url: str) -> bool:
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT EXISTS (SELECT 1 FROM accounts_user)").fetchone()
    return found == (False,)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _announce(address: str, seconds: float) -> None:
    say(f"\n{RULE}\n")
    say(f"  Beside is ready after {seconds:.0f} s:  {strong(address)}\n")
    say(f"  Mails it sends:  {address}/dev/mail/")
    if has_command("load_demo"):
        say("  People to sign in as: alice@example.org, bob@example.org … (passphrase: beside-demo-passphrase)")
    say(f"  Logs of each part: {LOGS}.  Stop with Ctrl-C.")
    say(f"\n{RULE}\n")
