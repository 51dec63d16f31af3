"""`./dev doctor`: what this machine has, what it lacks, and how to mend each."""

import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from config.production import findings
from devkit.browser import find_chromium
from devkit.children import ROOT, unprivileged_account
from devkit.clock import find_faketime
from devkit.debian import Unpacked
from devkit.errors import DevkitError
from devkit.janus import find_janus, own_addresses
from devkit.places import LOCK, OWN_SETTINGS, RUNNING, database_folder
from devkit.ports import is_free
from devkit.postgres import usable_folder
from devkit.run import DEFAULT_PORT
from devkit.running import is_held
from devkit.terminal import say
from devkit.turn import find_turn
from devkit.valkey import installed_program
from devkit.variables import read_variables

NEEDED_DISK = 2  # GiB
# Where `docker compose` reads what it passes on, and what it says itself.
FOR_COMPOSE = ROOT / ".env"
SAID_BY_COMPOSE = {
    "DATABASE_URL": "postgresql://beside@postgres/beside",
    "REDIS_URL": "redis://valkey",
    "PICTURES_DIR": "/srv/pictures",
    "AUDIT_ANCHORS": "/srv/audit/anchors",
    "ERASURE_LEDGER": "/srv/audit/erasures",
}
USUAL_PORTS = {"DATABASE_URL": 5432, "REDIS_URL": 6379, "EMAIL_URL": 25, "MEDIA_SERVER_URL": 80}


@dataclass(frozen=True)
class Finding:
    """What was found about one thing; `advice` is empty when nothing needs mending."""

    topic: str
    words: str
    advice: str = ""


def doctor(arguments: list[str]) -> int:
    """Say what is there and what is not; 1 when something must be mended."""
    del arguments
    needs_mending = False
    for examine in (
        _python,
        _uv,
        _postgres,
        _valkey,
        _browser,
        _clock,
        _media,
        _gettext,
        _given_addresses,
        _port,
        _disk,
        _running,
        _production,
    ):
        for finding in _without_surprises(examine):
            needs_mending |= bool(finding.advice)
            say(f"{'mend' if finding.advice else 'ok':<5}{finding.topic:<12} {finding.words}")
            if finding.advice:
                say(f"{'':<18}→ {finding.advice}")
    say("Something needs mending: see the arrows." if needs_mending else "All is there. Next: `./dev run`.")
    return 1 if needs_mending else 0


def _without_surprises(examine: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from examine()
    except DevkitError as error:
        yield Finding(examine.__name__.strip("_"), "does not work", str(error))


def _python() -> Iterator[Finding]:
    yield Finding("python", f"{platform.python_version()} ({Path(sys.executable).resolve()}), {platform.platform()}")


def _uv() -> Iterator[Finding]:
    own = ROOT / ".dev/uv/bin/uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if found is None:
        yield Finding("uv", "not found", "Run any `./dev` command: it installs uv into .dev/uv.")
        return
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    yield Finding("uv", f"{version} ({found})")


def _postgres() -> Iterator[Finding]:
    account = unprivileged_account()
    program = usable_folder(account) / "bin/postgres"
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    runs_as = f", run as {account.name} because we are root" if account else ""
    yield Finding("postgresql", f"{version} (embedded{runs_as}), data in {database_folder(account)}")


def _valkey() -> Iterator[Finding]:
    answer = subprocess.run([installed_program(), "--version"], capture_output=True, text=True, check=False)
    yield Finding("valkey", " ".join(answer.stdout.split()[:3]) + " (embedded)")


def _browser() -> Iterator[Finding]:
    found = find_chromium()
    if found is None:
        how = "`./dev test` installs it" if os.geteuid() == 0 else "Run: sudo apt-get install chromium"
        yield Finding("browser", "no Chromium: the browser tests cannot run", f"{how}, or name one with CHROMIUM=…")
        return
    answer = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    yield Finding("browser", f"{answer.stdout.strip() or 'Chromium'} ({found})")


def _clock() -> Iterator[Finding]:
    found = find_faketime()
    if found is None:
        how = "`./dev test` installs it" if os.geteuid() == 0 else "Run: sudo apt-get install faketime"
        yield Finding("clock", "no libfaketime: the tests that move a clock cannot run", how)
        return
    yield Finding("clock", f"libfaketime ({found})")


def _media() -> Iterator[Finding]:
    janus, relay = find_janus(), find_turn()
    can_have = janus or shutil.which("apt-get")
    runs = "Janus" if can_have and own_addresses() else "the embedded forwarder"
    wish = read_variables(OWN_SETTINGS).get("MEDIA_BACKEND") or os.environ.get("MEDIA_BACKEND", "")
    chosen = f"MEDIA_BACKEND={wish}" if wish else f"`./dev run` takes {runs}"
    yield Finding("media", f"{chosen}; Janus: {_place_of(janus)}; coturn: {_place_of(relay)}")


def _place_of(found: Unpacked | None) -> str:
    return (
        f"in {found.root}" if found else "not here yet (fetched by `./dev run` and `./dev test` on Debian and Ubuntu)"
    )


def _gettext() -> Iterator[Finding]:
    sources = list(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    yield Finding("languages", f"{len(sources)} translation catalogue(s); compiled by `./dev run` without msgfmt")


def _given_addresses() -> Iterator[Finding]:
    given = read_variables(OWN_SETTINGS) | dict(os.environ)
    for name, usual_port in USUAL_PORTS.items():
        url = given.get(name)
        if not url:
            yield Finding(name, "not set: the embedded one is used")
        elif _answers(url, usual_port):
            yield Finding(name, "set, and something answers there")
        else:
            yield Finding(name, "set, but nothing answers there", f"Start that server, or unset {name}.")


def _answers(url: str, usual_port: int) -> bool:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    port = parts.port or int(query.get("port", usual_port))
    folder = query.get("host", "")
    try:
        if folder.startswith("/"):
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(3)
                probe.connect(f"{folder}/.s.PGSQL.{port}")
        else:
            socket.create_connection((parts.hostname or "localhost", port), timeout=3).close()
    except OSError:
        return False
    return True


def _port() -> Iterator[Finding]:
    free = is_free(DEFAULT_PORT)
    yield Finding("port", f"{DEFAULT_PORT} is {'free' if free else 'taken: `./dev run` takes the next'}")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(ROOT).free / 2**30
    advice = f"Make room: at least {NEEDED_DISK} GiB are needed." if free < NEEDED_DISK else ""
    yield Finding("disk", f"{free:.1f} GiB free", advice)


def _running() -> Iterator[Finding]:
    address = read_variables(RUNNING).get("SITE_URL", "still starting")
    yield Finding("running", f"yes: {address}" if is_held(LOCK) else "no `./dev run` from this folder at the moment")


def _production() -> Iterator[Finding]:
    given = read_variables(FOR_COMPOSE)
    if not given:
        yield Finding("production", "no .env: nothing to look at before `docker compose up`")
        return
    site = {"SITE_URL": f"https://{given['SITE_HOST']}"} if given.get("SITE_HOST") else {}
    found = findings(SAID_BY_COMPOSE | site | given)
    for line in found:
        yield Finding("production", "would not start", f"In .env: {line}")
    if not found:
        yield Finding("production", "what .env says is complete and strong")
