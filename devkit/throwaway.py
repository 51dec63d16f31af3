"""Servers for tests and checks: new, empty, fast, and gone afterwards without a trace."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from devkit.children import free_port, stop_child
from devkit.mail_sink import start_throwaway_mail_sink, wait_for_mail_sink
from devkit.places import temporary_folder
from devkit.postgres import ensure_database, start_throwaway_postgres
from devkit.valkey import start_throwaway_valkey


@contextmanager
def throwaway_services(*, database_url: str = "", redis_url: str = "") -> Iterator[dict[str, str]]:
    """Give the environment variables of a test, with servers behind them; those given by URL are used instead."""
    with ExitStack() as ending:
        folder = ending.enter_context(temporary_folder("test"))
        mail, sink = start_throwaway_mail_sink(folder / "mail", folder / "mail.log")
        ending.callback(stop_child, sink)
        if not database_url:
            place, postgres = start_throwaway_postgres(folder, folder / "postgres.log")
            ending.callback(stop_child, postgres, by=signal.SIGINT)
            ensure_database(place.url("postgres"), "beside")
            database_url = place.url("beside")
        if not redis_url:
            valkey_place, valkey = start_throwaway_valkey(folder / "valkey", folder / "valkey.log")
            ending.callback(stop_child, valkey)
            redis_url = valkey_place.url()
        wait_for_mail_sink(mail, sink, folder / "mail.log")
        yield {
            "BESIDE_MODE": "test",
            "SITE_URL": "http://localhost:8000",
            "SECRET_KEY": "test-only-" + "s" * 50,
            "AUDIT_KEY": "test-only-audit-" + "a" * 50,
            "BAN_KEY": "test-only-bans-" + "b" * 50,
            "PUSH_KEY": "test-only-push-" + "p" * 50,
            "ENCRYPTION_KEYS": "test-only-encryption-" + "e" * 50,
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "EMAIL_URL": mail.url,
            "DEV_MAIL_DIR": str(mail.folder),
            "MEDIA_SERVER_URL": f"http://127.0.0.1:{free_port()}",
            "MEDIA_SERVER_SECRET": "test-only-media-" + "m" * 40,
            "STATIC_ROOT": str(folder / "static"),
            "PICTURES_DIR": str(folder / "pictures"),
            "AUDIT_ANCHORS": str(folder / "audit-anchors"),
            "ERASURE_LEDGER": str(folder / "erasures"),
        }


def without_ours(environment: dict[str, str] | None = None) -> dict[str, str]:
    """Return the environment without what a surrounding test run has set."""
    ours = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEV_MAIL_DIR", "MEDIA_SERVER_URL", "MEDIA_SERVER_SECRET"}
    ours |= {
        "BESIDE_MODE",
        "SITE_URL",
        "SECRET_KEY",
        "AUDIT_KEY",
        "BAN_KEY",
        "PUSH_KEY",
        "ENCRYPTION_KEYS",
        "STATIC_ROOT",
        "PICTURES_DIR",
        "AUDIT_ANCHORS",
        "ERASURE_LEDGER",
        "DJANGO_SETTINGS_MODULE",
    }
    source = dict(os.environ) if environment is None else environment
    return {name: value for name, value in source.items() if name not in ours and not name.startswith("PYTEST_")}
