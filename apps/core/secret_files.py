"""Secrets that a store hands over as files: where NAME_FILE names one, NAME is what stands in it. Knows nothing of Django.

systemd's credentials, a vault's agent and the secrets of Docker Swarm, Podman and Kubernetes all do so. What is in a file
is not in the environment of the process, which `docker inspect` and /proc show.
"""

from collections.abc import MutableMapping
from pathlib import Path

MAY_BE_FILES = (
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "AUDIT_KEY", "BAN_KEY", "PUSH_KEY", "ENCRYPTION_KEYS"),
    *("MEDIA_SERVER_SECRET", "TURN_SECRET", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"),
)


class SecretNotRead(Exception):
    """A secret was to come from a file, and there is none, nothing in it, or the secret is there already."""


def read_secret_files(environment: MutableMapping[str, str]) -> None:
    """Every secret whose file is named stands in `environment`; space around it is none of its own.

    Raises SecretNotRead, which names the variable and never what is in the file.
    """
    for name in MAY_BE_FILES:
        if path := environment.get(f"{name}_FILE"):
            if environment.get(name):
                msg = f"{name} and {name}_FILE are both set. Keep the file alone."
                raise SecretNotRead(msg)
            environment[name] = _content(name, Path(path))


def _content(name: str, path: Path) -> str:
    try:
        content = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{name}_FILE: {path} cannot be read ({type(error).__name__}). Let this process's account read it."
        raise SecretNotRead(msg) from error
    if not content:
        msg = f"{name}_FILE: {path} is empty."
        raise SecretNotRead(msg)
    return content
