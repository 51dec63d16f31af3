"""Values read from the environment, each refused with its name when it is missing or unusable."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from apps.core.secret_files import read_secret_files

# Before anything else is read, by whichever process.
read_secret_files(os.environ)


def text(name: str, default: str | None = None) -> str:
    """Return the variable, or the default; refuse to start when there is neither."""
    value = os.environ.get(name, "") or default
    if value is None:
        msg = f"{name} is not set. See .env.example for what it means."
        raise ImproperlyConfigured(msg)
    return value


def whole_number(name: str, default: int) -> int:
    """Return the variable as a whole number, or the default."""
    value = os.environ.get(name, "")
    if value and not value.isdecimal():
        msg = f"{name} must be a whole number, not {value!r}."
        raise ImproperlyConfigured(msg)
    return int(value or default)


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated variable as a list without empty parts."""
    return [word.strip() for word in (os.environ.get(name, "") or default).split(",") if word.strip()]


def database(name: str) -> dict[str, Any]:
    """Return Django's connection parameters for `postgresql://user:password@host:port/name`.

    A Unix socket is given as `postgresql://user@/name?host=/folder&port=5432`.
    """
    url = urlsplit(text(name))
    query = dict(parse_qsl(url.query))
    if url.scheme not in {"postgres", "postgresql"}:
        msg = f"{name} must start with postgresql://: Beside runs on PostgreSQL alone."
        raise ImproperlyConfigured(msg)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or query.pop("user", "")),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", url.hostname or ""),
        "PORT": str(url.port or query.pop("port", "")),
        "OPTIONS": query,
    }


def mail(name: str, default: str | None) -> dict[str, Any]:
    """Return the options of Django's SMTP backend for `smtp://user:password@host:port`, `smtps://…` or `smtp+starttls://…`."""
    url = urlsplit(text(name, default))
    if url.scheme not in {"smtp", "smtps", "smtp+starttls"}:
        msg = f"{name} must start with smtp://, smtps:// or smtp+starttls://."
        raise ImproperlyConfigured(msg)
    return {
        "host": url.hostname or "localhost",
        "port": url.port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[url.scheme],
        "username": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "use_ssl": url.scheme == "smtps",
        "use_tls": url.scheme == "smtp+starttls",
        "timeout": 10,
    }
