"""Environment variables: read from files, made once and kept."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from devkit.errors import DevkitError

_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*)")
KEPT_SECRETS = (
    "SECRET_KEY",
    "AUDIT_KEY",
    "BAN_KEY",
    "PUSH_KEY",
    "ENCRYPTION_KEYS",
    "MEDIA_SERVER_SECRET",
    "TURN_SECRET",
)


def read_variables(file: Path) -> dict[str, str]:
    """Return the `NAME=value` lines of a file, or nothing where there is no file.

    Empty lines and lines that begin with # are left out; a value may stand in single or double quotes,
    and an unquoted one ends before ` #`. Nothing is expanded. Raises DevkitError with the line's number.
    """
    if not file.exists():
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            msg = f"{file}, line {number}: expected NAME=value."
            raise DevkitError(msg)
        found[match["name"]] = _unquoted(match["value"].strip())
    return found


def _unquoted(value: str) -> str:
    quote = value[:1]
    if quote in {"'", '"'} and (end := value.find(quote, 1)) > 0:
        return value[1:end]
    return value.split(" #", 1)[0].rstrip()


def write_variables(file: Path, variables: Mapping[str, str]) -> None:
    """Replace the file, readable by us alone, in one step."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        output.writelines(f'{name}="{value}"\n' for name, value in variables.items())
    unfinished.rename(file)


def kept_secrets(file: Path) -> dict[str, str]:
    """Return this checkout's secrets; those that are missing are made now and kept in the file."""
    known = read_variables(file)
    missing = {name: secrets.token_urlsafe(48) for name in KEPT_SECRETS if name not in known}
    if missing:
        write_variables(file, known | missing)
    return known | missing
